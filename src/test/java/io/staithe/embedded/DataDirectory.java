package io.staithe.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A data directory below the system's temporary one, where other users can reach it; removed when closed. */
record DataDirectory(Path path) implements AutoCloseable {
    static final Path BINARIES = Path.of("target", "postgres-binaries").toAbsolutePath();

    private static final Duration LIMIT = Duration.ofMinutes(2);

    static DataDirectory make() throws IOException {
        Files.createDirectories(BINARIES);
        Path path = Files.createTempDirectory("staithe-embedded-it");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new DataDirectory(path);
    }

    /** One in which a server ran before; making a cluster takes longer than all else, so it is made once and copied. */
    static DataDirectory withCluster() throws IOException {
        DataDirectory data = make();
        var copy = new Command(
                List.of(
                        "cp",
                        "-a",
                        Template.DATA.paths().root().toString(),
                        data.path().toString()),
                data.path(),
                LIMIT);
        copy.run().orFail("copying a cluster");
        return data;
    }

    EmbeddedPostgres start() {
        var options = new EmbeddedPostgres.Options(0, "nobody", LIMIT, LIMIT, Map.of(), BINARIES);
        return EmbeddedPostgres.start(path.resolve("postgres"), options);
    }

    PostgresPaths paths() {
        return new PostgresPaths(path.resolve("postgres"));
    }

    /** The process that PostgreSQL says serves the cluster. */
    long postmaster() throws IOException {
        return Long.parseLong(Files.readAllLines(paths().pidFile()).get(0).strip());
    }

    static Connection enter(int port, String password) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/staithe", "staithe", password);
    }

    static void write(int port, String password, String table) throws SQLException {
        try (var connection = enter(port, password);
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + table + " AS SELECT generate_series(1, 1000) AS number");
        }
    }

    static int rows(EmbeddedPostgres server, String table) throws SQLException {
        return Integer.parseInt(show(server, "SELECT count(*) FROM " + table));
    }

    static String show(EmbeddedPostgres server, String query) throws SQLException {
        try (var connection = enter(server.port(), server.password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Override
    public void close() throws IOException {
        Trees.remove(path);
    }

    /** Made on first use, removed when the tests end. */
    private static final class Template {
        static final DataDirectory DATA = made();

        private static DataDirectory made() {
            try {
                DataDirectory data = make();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> removed(data)));
                data.start().close();
                return data;
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        private static void removed(DataDirectory data) {
            try {
                data.close();
            } catch (IOException left) {
                throw new UncheckedIOException(left);
            }
        }
    }
}
