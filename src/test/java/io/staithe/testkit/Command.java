package io.staithe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/**
 * Runs a real tool and keeps what it printed; a tool that is missing skips the test with the name of its Debian
 * package.
 */
public final class Command {
    private static final long LIMIT_SECONDS = 300;

    private Command() {}

    /** Runs to the end, with standard error in the same text. Blocks. */
    public static Result run(List<String> words) {
        return run(words, Path.of("."));
    }

    /** Runs in a directory. Blocks. */
    public static Result run(List<String> words, Path directory) {
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        try {
            Process process = builder.start();
            String output;
            try (InputStream out = process.getInputStream()) {
                output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            }
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(words + " did not end within " + LIMIT_SECONDS + " s:\n" + output);
            }
            return new Result(words, process.exitValue(), output);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(words + " was interrupted", interrupted);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Runs a line of shell, in a directory. Blocks. */
    public static Result shell(String line, Path directory) {
        return run(List.of("bash", "-euo", "pipefail", "-c", line), directory);
    }

    /** Whether a tool is on the path. */
    public static boolean isPresent(String tool) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
    }

    /** Skips the test, saying what to install, where a tool is missing; fails it where STAITHE_TOOLS is "required". */
    public static void require(String tool, String debianPackage) {
        if (isPresent(tool)) {
            return;
        }
        String missing = "the test needs '" + tool + "': apt-get install " + debianPackage;
        assertThat(System.getenv("STAITHE_TOOLS")).as(missing).isNotEqualTo("required");
        throw new TestAbortedException(missing);
    }

    /** How a command ended and what it printed. */
    public record Result(List<String> words, int code, String output) {
        /** Fails with the output unless the command succeeded. */
        public Result succeeded() {
            assertThat(code).as("%s\n%s", words, output).isZero();
            return this;
        }
    }
}
