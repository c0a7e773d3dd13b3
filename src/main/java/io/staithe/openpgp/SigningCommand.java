package io.staithe.openpgp;

import io.staithe.fault.Broken;
import io.staithe.fault.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A program that signs what it reads and writes what it made: one process per call, without a shell, killed with all
 * that it started when its time is over; what it writes is bounded. Safe for use by several threads, and blocks them,
 * no longer than the limit whatever holds the program's pipes.
 */
final class SigningCommand {
    /** The environment's variable with the fingerprints of the keys that are asked for, with spaces between. */
    static final String KEYS = "STAITHE_SIGNING_KEYS";

    /** What settings of the server may come by. */
    private static final Pattern OURS = Pattern.compile("(STAITHE|SPRING)_", Pattern.CASE_INSENSITIVE);

    private static final int MAX_COMPLAINT = 4096;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Reading and writing at once takes threads that wait for nobody else. */
    private static final Executor THREADS = task -> {
        Thread thread = new Thread(task, "signing-command-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        thread.start();
    };

    private final List<String> words;
    private final Duration limit;

    SigningCommand(List<String> words, Duration limit) {
        this.words = List.copyOf(words);
        this.limit = limit;
    }

    /**
     * What the program wrote.
     *
     * @param maxBytes more is a failure
     * @throws Broken where it is not there, fails, is late, or writes nothing or too much; with what it complained of
     */
    byte[] run(byte[] input, List<String> keys, int maxBytes) {
        Process process = started(keys);
        try {
            CompletableFuture.runAsync(() -> write(process.getOutputStream(), input), THREADS);
            var complaint = inTime(CompletableFuture.supplyAsync(() -> complaint(process.getErrorStream()), THREADS));
            var output = inTime(CompletableFuture.supplyAsync(() -> output(process, maxBytes + 1), THREADS));
            var ended = inTime(process.onExit());
            byte[] signed = output.get();
            if (signed.length > maxBytes) {
                throw failed("it wrote more than " + maxBytes + " bytes");
            }
            int code = ended.get().exitValue();
            if (code != 0 || signed.length == 0) {
                String why = complaint.exceptionally(late -> "").get();
                throw failed("it ended with code " + code + ": " + Fault.bounded(why));
            }
            return signed;
        } catch (ExecutionException failure) {
            throw failed(
                    failure.getCause() instanceof TimeoutException
                            ? "it took longer than " + limit.toMillis() + " ms"
                            : "its output was cut: " + failure.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failed("the server stopped meanwhile");
        } finally {
            kill(process);
        }
    }

    private <T> CompletableFuture<T> inTime(CompletableFuture<T> result) {
        return result.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Process started(List<String> keys) {
        try {
            ProcessBuilder builder = new ProcessBuilder(words);
            tell(builder.environment(), keys);
            return builder.start();
        } catch (IOException missing) {
            throw failed("it did not start: " + missing.getMessage());
        }
    }

    /** Leaves the server's own settings out: passwords of the database and passphrases may be among them. */
    static void tell(Map<String, String> environment, List<String> keys) {
        environment.keySet().removeIf(name -> OURS.matcher(name).lookingAt());
        environment.put(KEYS, String.join(" ", keys));
    }

    private static void write(OutputStream stream, byte[] input) {
        try (stream) {
            stream.write(input);
        } catch (IOException unread) {
            // It ended without reading all; its code and its output say whether that was right.
            return;
        }
    }

    private static byte[] output(Process process, int maxBytes) {
        try (InputStream output = process.getInputStream()) {
            return output.readNBytes(maxBytes);
        } catch (IOException cut) {
            throw new UncheckedIOException(cut);
        }
    }

    private static String complaint(InputStream errors) {
        try (errors) {
            byte[] text = errors.readNBytes(MAX_COMPLAINT);
            errors.transferTo(OutputStream.nullOutputStream());
            return new String(text, StandardCharsets.UTF_8).strip();
        } catch (IOException gone) {
            return "";
        }
    }

    /** What outlives the program that started it is not found: its pipe keeps one thread of ours until it ends. */
    private static void kill(Process process) {
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).forEach(ProcessHandle::destroyForcibly);
    }

    private Broken failed(String why) {
        return new Broken(OpenPgpFault.SIGNER_FAILED, "signing command " + words.get(0) + " failed: " + why);
    }
}
