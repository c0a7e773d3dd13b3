package io.staithe.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One run of a real program: the judge of many tests.
 *
 * @param status what it returned
 * @param output standard output and standard error together
 */
public record Tool(int status, String output) {
    private static final long LONGEST_SECONDS = 120;

    /** Whether the program is on this machine. */
    public static boolean isHere(String program) {
        return List.of("/usr/bin/", "/usr/sbin/", "/bin/").stream()
                .anyMatch(directory -> Files.isExecutable(Path.of(directory + program)));
    }

    /** Runs a program in a directory and waits for its end. Blocks. */
    public static Tool run(Path directory, List<String> command) {
        return run(directory, Map.of(), command);
    }

    /** Runs a program with additions to its environment. Blocks. */
    public static Tool run(Path directory, Map<String, String> environment, List<String> command) {
        try {
            Path output = Files.createTempFile(directory, "tool", ".out");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            builder.environment().put("LC_ALL", "C.UTF-8");
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("still running: " + command);
            }
            String text = Files.readString(output, StandardCharsets.UTF_8);
            Files.delete(output);
            return new Tool(process.exitValue(), text);
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException("cannot run " + command, broken);
        }
    }

    /** Runs a shell script. Blocks. */
    public static Tool shell(Path directory, String script) {
        return run(directory, List.of("bash", "-c", "set -o pipefail\n" + script));
    }
}
