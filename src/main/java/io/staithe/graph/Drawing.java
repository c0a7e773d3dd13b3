package io.staithe.graph;

import io.staithe.fault.Exhausted;
import io.staithe.fault.Refused;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Draws graphs by graphviz's {@code dot}: one process per picture, as many at once as the scheduler has threads, each
 * killed when its time is over or nobody waits for it any more.
 */
public final class Drawing {
    private static final Map<String, String> TYPES = Map.of(
            "svg", "image/svg+xml",
            "png", "image/png",
            "jpg", "image/jpeg",
            "jpeg", "image/jpeg",
            "gif", "image/gif",
            "pdf", "application/pdf",
            "ps", "application/postscript");
    private static final int MAX_BYTES = 32 << 20;
    private static final Duration RETRY_AFTER = Duration.ofMinutes(5);

    private final String command;
    private final Duration limit;
    private final Scheduler scheduler;

    /**
     * Draws by a command.
     *
     * @param command the program, by path or by a name that is looked for as a shell would
     * @param limit how long one picture may take
     * @param scheduler where its threads wait for the processes
     */
    public Drawing(String command, Duration limit, Scheduler scheduler) {
        this.command = command;
        this.limit = limit;
        this.scheduler = scheduler;
    }

    /** The media type of a format, which is an extension; null for one that is not drawn. */
    public static @Nullable String type(String format) {
        return TYPES.get(format);
    }

    /**
     * The picture of a graph's text. {@code UNKNOWN_FORMAT} for a format that is not drawn, {@code NO_GRAPHVIZ} where
     * the command is not there, {@code NOT_DRAWN} where it fails, takes too long or too much room. A cancel kills it.
     */
    public Mono<byte[]> drawn(String text, String format) {
        if (type(format) == null) {
            return Mono.error(
                    () -> new Refused(GraphFault.UNKNOWN_FORMAT, "graphs are drawn as " + TYPES.keySet() + " or dot"));
        }
        return Mono.using(
                        () -> started(format),
                        process -> Mono.fromCallable(() -> drawn(process, text)),
                        Process::destroyForcibly)
                .subscribeOn(scheduler);
    }

    private Process started(String format) {
        try {
            Process process = new ProcessBuilder(command, "-T" + format)
                    .redirectError(Redirect.DISCARD)
                    .start();
            // Only what is late: an end that is forced closes the streams, also of a process that has ended by itself.
            process.onExit().orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).exceptionally(late -> {
                process.destroyForcibly();
                return process;
            });
            return process;
        } catch (IOException missing) {
            throw new Exhausted(
                    GraphFault.NO_GRAPHVIZ, "graphviz is not installed: " + missing.getMessage(), RETRY_AFTER);
        }
    }

    /** The command reads its input to the end before it writes anything. */
    private byte[] drawn(Process process, String text) throws InterruptedException {
        try (OutputStream input = process.getOutputStream()) {
            input.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException cut) {
            throw refused("it did not read the graph");
        }
        try {
            byte[] picture = process.getInputStream().readNBytes(MAX_BYTES);
            if (picture.length == MAX_BYTES) {
                throw refused("the picture is larger than " + MAX_BYTES + " bytes");
            }
            if (process.waitFor() != 0) {
                throw refused("it failed, or took longer than " + limit.toMillis() + " ms");
            }
            return picture;
        } catch (IOException cut) {
            throw refused("the picture was cut");
        }
    }

    private static Refused refused(String why) {
        return new Refused(GraphFault.NOT_DRAWN, "graphviz did not draw the graph: " + why);
    }
}
