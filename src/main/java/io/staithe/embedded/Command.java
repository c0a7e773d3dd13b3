package io.staithe.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.fault.Broken;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run of a program in a directory, with a bound on its time.
 *
 * @param words the program and its arguments
 * @param directory where it works
 * @param input what it reads
 * @param limit how long it may take before it is killed
 */
record Command(List<String> words, Path directory, String input, Duration limit) {
    private static final int MAX_LAST_CHARACTERS = 4000;

    Command(List<String> words, Path directory, Duration limit) {
        this(words, directory, "", limit);
    }

    /** Runs it to its end; a program that cannot be started counts as one that failed. Blocks. */
    Result run() {
        Path output = null;
        try {
            // A file and not a pipe: a server that is started inherits the descriptor and would hold a pipe open.
            output = Files.createTempFile("staithe-command", ".out");
            return new Result(exit(output.toFile()), Files.readString(output).strip());
        } catch (IOException failed) {
            return new Result(-1, failed.toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Result(-1, "interrupted while waiting for " + words.get(0));
        } finally {
            delete(output);
        }
    }

    private int exit(File output) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(UTF_8));
        } catch (IOException closed) {
            // It ended without reading; its exit code tells why.
        }
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            throw new IOException(words.get(0) + " was not done within " + limit);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void delete(@Nullable Path output) {
        try {
            if (output != null) {
                Files.deleteIfExists(output);
            }
        } catch (IOException left) {
            output.toFile().deleteOnExit();
        }
    }

    /**
     * How a run ended.
     *
     * @param exit 0 for success, -1 where it did not run to its end
     * @param output what it wrote
     */
    record Result(int exit, String output) {
        boolean succeeded() {
            return exit == 0;
        }

        /** Itself, or {@code LAUNCH_FAILED} with what was tried and the program's own words. */
        Result orFail(String attempt) {
            if (succeeded()) {
                return this;
            }
            throw new Broken(
                    EmbeddedFault.LAUNCH_FAILED, attempt + " failed with exit code " + exit + ": " + lastWords());
        }

        /** The end of the output, where programs say what went wrong. */
        String lastWords() {
            return output.substring(Math.max(0, output.length() - MAX_LAST_CHARACTERS));
        }
    }
}
