package io.staithe.testkit;

import io.staithe.embedded.EmbeddedPostgres;
import io.staithe.postgres.DatabaseAddress;
import io.staithe.postgres.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The one PostgreSQL server of a test JVM, with a migrated database that fresh ones are copied from.
 *
 * <p>It is the product's own embedded server, without fsync, in a temporary directory that is removed at exit; its
 * programs are unpacked once for all test JVMs. With {@code STAITHE_TEST_POSTGRES_PORT} in the environment it is a
 * server that runs on that port already, as user {@code postgres} with password {@code staithe}.
 */
final class TestServer {
    private static final @Nullable String PORT = System.getenv("STAITHE_TEST_POSTGRES_PORT");
    private static final Path BINARIES = Path.of("target", "postgres-binaries").toAbsolutePath();
    private static final Map<String, String> SETTINGS =
            Map.of("fsync", "off", "full_page_writes", "off", "max_connections", "400", "log_min_messages", "fatal");

    private final DatabaseAddress admin;
    private final String template = "template_" + unique();

    private TestServer(DatabaseAddress admin) {
        this.admin = admin;
        execute("CREATE DATABASE " + template);
        Schema.migrate(admin.named(template));
    }

    /** The server of this JVM, started at the first call. Blocks. */
    static TestServer shared() {
        return Shared.SERVER;
    }

    /** A database of its own with the newest schema. Blocks. */
    DatabaseAddress fresh() {
        String name = "t" + unique();
        execute("CREATE DATABASE " + name + " TEMPLATE " + template);
        return admin.named(name);
    }

    void drop(String database) {
        execute("DROP DATABASE " + database + " WITH (FORCE)");
    }

    DatabaseAddress admin() {
        return admin;
    }

    private void execute(String sql) {
        try (var connection = DriverManager.getConnection(admin.jdbc(), admin.username(), admin.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException broken) {
            throw new IllegalStateException(sql + " failed", broken);
        }
    }

    private static String unique() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private static TestServer start() {
        if (PORT != null) {
            return new TestServer(DatabaseAddress.local(Integer.parseInt(PORT), "postgres", "postgres", "staithe"));
        }
        try {
            Path directory = Files.createTempDirectory("staithe-test-postgres");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.createDirectories(BINARIES);
            var limit = Duration.ofMinutes(2);
            var server = EmbeddedPostgres.start(
                    directory, new EmbeddedPostgres.Options(0, "nobody", limit, limit, SETTINGS, BINARIES));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, directory)));
            return new TestServer(
                    DatabaseAddress.local(server.port(), server.database(), server.username(), server.password()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void end(EmbeddedPostgres server, Path directory) {
        server.close();
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException left) {
            throw new UncheckedIOException("test files are left in " + directory, left);
        }
    }

    private static final class Shared {
        private static final TestServer SERVER = start();
    }
}
