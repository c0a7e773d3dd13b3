package io.staithe.faults.site;

import io.staithe.testkit.Command;
import io.staithe.testkit.StaitheProcess;
import io.staithe.testkit.TcpProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One instance in a process of its own. Clients reach it by one proxy, and it reaches the database by another, so that
 * its address stays whatever happens to it. One thread calls it.
 */
final class Replica implements AutoCloseable {
    private final String name;
    private final Path data;
    private final Map<String, String> settings;
    private final Class<?> main;
    private final TcpProxy front;
    private final TcpProxy back;
    private @Nullable StaitheProcess process;

    Replica(Path data, Plan plan, int databasePort, String password) throws IOException {
        this.name = data.getFileName().toString();
        this.data = data;
        this.main = plan.main();
        int port = PostgresPair.freePort();
        this.front = new TcpProxy("127.0.0.1", port);
        this.back = new TcpProxy("127.0.0.1", databasePort);
        this.settings = new HashMap<>(plan.settings());
        settings.put("server.port", Integer.toString(port));
        settings.put(
                "logging.file.name",
                Path.of("target", "faults", name + ".log").toAbsolutePath().toString());
        settings.put("staithe.instance.name", name);
        settings.put("staithe.instance.url", "http://127.0.0.1:" + port);
        settings.put("staithe.shared-directory", data.resolveSibling("shared").toString());
        settings.put("staithe.database.url", "postgresql://127.0.0.1:" + back.port() + "/staithe?sslmode=disable");
        settings.put("staithe.database.username", "staithe");
        settings.put("staithe.database.password", password);
        Files.createDirectories(data);
    }

    /**
     * What is run how.
     *
     * @param main the class of the program
     * @param settings the settings of each replica
     */
    record Plan(Class<?> main, Map<String, String> settings) {}

    String name() {
        return name;
    }

    /** Where clients reach it. */
    URI address() {
        return URI.create("http://127.0.0.1:" + front.port());
    }

    TcpProxy front() {
        return front;
    }

    TcpProxy back() {
        return back;
    }

    /** Where the clock of this replica is read from. */
    Path clock() {
        return data.resolve("clock-step");
    }

    boolean isRunning() {
        return process != null;
    }

    long pid() {
        return running().pid();
    }

    /** Starts it. Blocks until it listens. */
    void start() {
        process = StaitheProcess.start(
                main,
                data,
                settings.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new));
    }

    /** Kills it with SIGKILL. Blocks until it is gone. */
    void kill() {
        running().kill();
        process = null;
    }

    void signal(String signal) {
        Command.run(List.of("kill", "-" + signal, Long.toString(pid()))).succeeded();
    }

    private StaitheProcess running() {
        StaitheProcess present = process;
        if (present == null) {
            throw new IllegalStateException(name + " does not run");
        }
        return present;
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            kill();
        }
        front.close();
        back.close();
    }
}
