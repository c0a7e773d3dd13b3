package io.staithe.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@link LauncherMain} in a JVM of its own. */
final class LauncherProcess implements AutoCloseable {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final Process process;
    private final String said;

    private LauncherProcess(Process process, String said) {
        this.process = process;
        this.said = said;
    }

    /** Starts one on a data directory; returns when it said how it went. */
    static LauncherProcess on(Path data, Path binaries) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return run(List.of(), classPath, Map.of(), data, binaries);
    }

    /** Starts one behind the words of another program, which may change who it runs as. */
    static LauncherProcess run(
            List<String> prefix, String classPath, Map<String, String> environment, Path data, Path binaries)
            throws IOException {
        var words = new ArrayList<>(prefix);
        words.addAll(List.of(JAVA, "-Xmx64m", "-XX:TieredStopAtLevel=1", "-cp", classPath));
        words.addAll(List.of(LauncherMain.class.getName(), data.toString(), binaries.toString()));
        var builder = new ProcessBuilder(words).redirectErrorStream(true).directory(data.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        var all = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            all.append(line).append('\n');
            if (line.startsWith("ready ")) {
                break;
            }
        }
        return new LauncherProcess(process, all.toString());
    }

    String said() {
        return said;
    }

    boolean isReady() {
        return said.startsWith("ready ") || said.contains("\nready ");
    }

    int port() {
        return Integer.parseInt(words()[1]);
    }

    String password() {
        return words()[2];
    }

    private String[] words() {
        return said.substring(said.indexOf("ready ")).strip().split(" ");
    }

    long pid() {
        return process.pid();
    }

    /** SIGKILL: no hook of it runs. */
    void kill() {
        process.destroyForcibly();
        end();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        end();
    }

    private void end() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("process " + process.pid() + " does not end");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }
}
