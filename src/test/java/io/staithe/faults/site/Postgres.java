package io.staithe.faults.site;

import io.staithe.embedded.EmbeddedPostgres;
import io.staithe.fault.Broken;
import io.staithe.testkit.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.util.FileSystemUtils;

/**
 * One PostgreSQL server in a directory of its own, always on the same port: the product's launcher with fsync on.
 *
 * <p>As a standby it is a copy that the primary made while it ran. Every method blocks.
 */
final class Postgres {
    private static final Path BINARIES = Path.of("target", "postgres-binaries").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int ATTEMPTS = 10;

    private final Path directory;
    private final int port;

    Postgres(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    int port() {
        return port;
    }

    /** Starts it with more settings; what a crash left is recovered. */
    void start(Map<String, String> settings) {
        var options = new EmbeddedPostgres.Options(port, "nobody", LIMIT, LIMIT, settings, BINARIES);
        for (int attempt = 1; ; attempt++) {
            try {
                EmbeddedPostgres.start(directory, options);
                return;
            } catch (Broken failed) {
                // Processes of the one that was killed may still hold its memory.
                if (attempt == ATTEMPTS) {
                    throw failed;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** Kills it with SIGKILL: its processes notice that, and what was not flushed is gone with them. */
    void kill() throws IOException {
        Path running = cluster().resolve("postmaster.pid");
        if (!Files.exists(running)) {
            return;
        }
        String pid = Files.readAllLines(running).get(0).strip();
        Command.run(List.of("kill", "-9", pid));
        ProcessHandle.of(Long.parseLong(pid))
                .ifPresent(process -> process.onExit()
                        .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                        .join());
    }

    /** Makes the other one a copy of this one as it stands, which follows it from where the copy began. */
    void copyTo(Postgres standby) throws IOException, SQLException {
        FileSystemUtils.deleteRecursively(standby.directory);
        Files.createDirectories(standby.directory);
        Files.copy(
                directory.resolve("password"),
                standby.directory.resolve("password"),
                StandardCopyOption.COPY_ATTRIBUTES);
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            statement.execute("SELECT pg_backup_start('standby', true)");
            Command.run(List.of("cp", "-a", cluster().toString(), standby.directory.toString()))
                    .succeeded();
            ResultSet label = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)");
            label.next();
            Files.writeString(standby.cluster().resolve("backup_label"), label.getString(1));
        }
        Files.writeString(standby.cluster().resolve("standby.signal"), "");
        Files.delete(standby.cluster().resolve("postmaster.pid"));
        Files.deleteIfExists(standby.cluster().resolve("postmaster.opts"));
        Command.run(List.of(
                        "chown",
                        "-R",
                        "--reference=" + cluster(),
                        standby.cluster().toString()))
                .succeeded();
    }

    /** How a standby finds this one, through a port of somebody between. */
    String reachedThrough(int between) throws IOException {
        return "host=127.0.0.1 port=" + between + " user=staithe dbname=staithe application_name=standby password="
                + password();
    }

    /** Makes a standby the primary. */
    void promote() throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            statement.execute("SELECT pg_promote(true, 60)");
        }
    }

    Connection connect() throws SQLException {
        try {
            return DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + port + "/staithe?sslmode=disable", "staithe", password());
        } catch (IOException gone) {
            throw new SQLException("no password", gone);
        }
    }

    String password() throws IOException {
        return Files.readString(directory.resolve("password")).strip();
    }

    private Path cluster() {
        return directory.resolve("cluster");
    }
}
