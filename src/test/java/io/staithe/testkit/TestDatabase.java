package io.staithe.testkit;

import io.r2dbc.pool.ConnectionPool;
import io.staithe.postgres.Connections;
import io.staithe.postgres.DatabaseAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/** A fresh migrated database on a real PostgreSQL for a test; databases of one JVM share a server. */
public final class TestDatabase {
    private static final Connections.Limits LIMITS =
            new Connections.Limits(10, Duration.ofSeconds(30), Duration.ofSeconds(60));

    private final DatabaseAddress address;
    private final ConnectionPool connections;

    private TestDatabase(DatabaseAddress address) {
        this.address = address;
        this.connections = Connections.pool(address, LIMITS, Map.of());
    }

    /** A database of its own with the newest schema. Blocks. */
    public static TestDatabase fresh() {
        return new TestDatabase(TestServer.shared().fresh());
    }

    /** Connections to it, pooled. */
    public ConnectionPool connections() {
        return connections;
    }

    /** Where it is, for a pool or a session of a test's own. */
    public DatabaseAddress address() {
        return address;
    }

    /** Its JDBC address, for checks from outside. */
    public String jdbc() {
        return address.jdbc();
    }

    /** A JDBC connection to it, for what is looked at or changed behind a server's back. Blocks. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbc(), user(), password());
    }

    /** Runs a statement; how many rows it changed. Blocks. */
    public int update(String sql) throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    /** Ends every session in it and removes it: what a server sees that is gone for good. Blocks. */
    public void drop() {
        TestServer.shared().drop(address.database());
    }

    /** The user that owns it. */
    public static String user() {
        return TestServer.shared().admin().username();
    }

    /** That user's password. */
    public static String password() {
        String password = TestServer.shared().admin().password();
        return password == null ? "" : password;
    }
}
