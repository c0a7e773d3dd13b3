package io.staithe.testkit;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import org.flywaydb.core.Flyway;

/** A fresh migrated database on a real PostgreSQL for a test; databases of one JVM share a server. */
public final class TestDatabase {
    private final String name;
    private final ConnectionPool connections;

    private TestDatabase(String name, ConnectionPool connections) {
        this.name = name;
        this.connections = connections;
    }

    /** A database of its own with the newest schema. Blocks. */
    public static TestDatabase fresh() {
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        try (Connection admin = DriverManager.getConnection(jdbc("postgres"), user(), password());
                var statement = admin.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException broken) {
            throw new IllegalStateException("cannot make test database " + name, broken);
        }
        Flyway.configure().dataSource(jdbc(name), user(), password()).load().migrate();
        var configuration = PostgresqlConnectionConfiguration.builder()
                .host("127.0.0.1")
                .port(port())
                .database(name)
                .username(user())
                .password(password())
                .build();
        return new TestDatabase(
                name,
                new ConnectionPool(ConnectionPoolConfiguration.builder(new PostgresqlConnectionFactory(configuration))
                        .maxSize(10)
                        .build()));
    }

    /** Connections to it, pooled. */
    public ConnectionPool connections() {
        return connections;
    }

    /** Its JDBC address, for checks from outside. */
    public String jdbc() {
        return jdbc(name);
    }

    /** The user that owns it. */
    public static String user() {
        return "postgres";
    }

    /** That user's password. */
    public static String password() {
        return "staithe";
    }

    private static String jdbc(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
    }

    private static int port() {
        return Integer.parseInt(System.getenv().getOrDefault("STAITHE_TEST_POSTGRES_PORT", "55432"));
    }
}
