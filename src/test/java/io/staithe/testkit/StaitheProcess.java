package io.staithe.testkit;

import io.staithe.StaitheApplication;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The whole server in a process of its own, with its embedded database: to be killed at any instant. */
public final class StaitheProcess implements AutoCloseable {
    private static final Pattern LISTENS = Pattern.compile("listens on (http://127\\.0\\.0\\.1:\\d+)");

    private final Process process;
    private final URI address;

    private StaitheProcess(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Starts a server on a data directory with more settings, which win. Blocks until it says where it listens. */
    public static StaitheProcess start(Path data, String... settings) {
        return start(StaitheApplication.class, data, settings);
    }

    /** The same of another program, which is the server and more. */
    public static StaitheProcess start(Class<?> main, Path data, String... settings) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                // It lives for seconds: compiling for speed would take longer than all that it does.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dserver.port=0",
                "-Dmanagement.server.port=0",
                "-Dstaithe.data-directory=" + data,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(settings));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return new StaitheProcess(process, awaitAddress(process));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** A client of it. */
    public AptlyClient client() {
        return new AptlyClient(address);
    }

    /** Where it answers. */
    public URI address() {
        return address;
    }

    /** The id of the process. */
    public long pid() {
        return process.pid();
    }

    /** Kills it with SIGKILL, without a chance to tidy up. Blocks until it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Asks it to stop, in order. Blocks until it is gone. */
    @Override
    public void close() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("process " + process.pid() + " does not end");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    private static URI awaitAddress(Process process) throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.append(line).append('\n');
            Matcher listens = LISTENS.matcher(line);
            if (listens.find()) {
                drain(out);
                return URI.create(listens.group(1));
            }
        }
        throw new AssertionError("the server ended before it listened:\n" + said);
    }

    private static void drain(BufferedReader out) {
        Thread reader = new Thread(
                () -> {
                    try {
                        out.transferTo(Writer.nullWriter());
                    } catch (IOException gone) {
                        // the process was killed: nothing more to read
                    }
                },
                "staithe-output");
        reader.setDaemon(true);
        reader.start();
    }
}
