package io.staithe.openpgp;

import io.staithe.fault.Broken;
import io.staithe.fault.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A program that signs what it reads and writes what it made: one process per call, without a shell, killed with all that it
 * started when its time is over; what it writes is bounded. Safe for use by several threads, and blocks them.
 */
final class SigningCommand {
    /** The environment's variable with the fingerprints of the keys that are asked for, with spaces between. */
    static final String KEYS = "STAITHE_SIGNING_KEYS";

    private static final int MAX_COMPLAINT = 4096;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Reading and writing at once takes threads that wait for nobody else. */
    private static final Executor THREADS =
            task -> new Thread(task, "signing-command-" + NUMBER.incrementAndGet()).start();

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
        CompletableFuture<Process> inTime = process.onExit().orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        inTime.exceptionally(late -> killed(process));
        try {
            CompletableFuture.runAsync(() -> write(process.getOutputStream(), input), THREADS);
            var complaint = CompletableFuture.supplyAsync(() -> complaint(process.getErrorStream()), THREADS);
            byte[] output = process.getInputStream().readNBytes(maxBytes + 1);
            if (output.length > maxBytes) {
                throw failed("it wrote more than " + maxBytes + " bytes");
            }
            int code = process.waitFor();
            if (inTime.isCompletedExceptionally()) {
                throw failed("it took longer than " + limit.toMillis() + " ms");
            }
            if (code != 0 || output.length == 0) {
                throw failed("it ended with code " + code + ": " + Fault.bounded(complaint.join()));
            }
            return output;
        } catch (IOException cut) {
            throw failed("its output was cut: " + cut.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failed("the server stopped meanwhile");
        } finally {
            killed(process);
        }
    }

    private Process started(List<String> keys) {
        try {
            ProcessBuilder builder = new ProcessBuilder(words);
            builder.environment().put(KEYS, String.join(" ", keys));
            return builder.start();
        } catch (IOException missing) {
            throw failed(missing.getMessage());
        }
    }

    private static void write(OutputStream stream, byte[] input) {
        try (stream) {
            stream.write(input);
        } catch (IOException unread) {
            // It ended without reading all; its code and its output say whether that was right.
            return;
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

    /** A pipe stays open as long as anybody whom the program started has it. */
    private static Process killed(Process process) {
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).forEach(ProcessHandle::destroyForcibly);
        return process;
    }

    private Broken failed(String why) {
        return new Broken(OpenPgpFault.SIGNER_FAILED, "signing command " + words.get(0) + " failed: " + why);
    }
}
