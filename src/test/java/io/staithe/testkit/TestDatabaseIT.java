package io.staithe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** The databases that tests get. */
final class TestDatabaseIT {
    @Test
    void freshDatabasesAreMigratedAndApart() throws SQLException {
        var one = TestDatabase.fresh();
        var other = TestDatabase.fresh();
        run(one, "INSERT INTO upload_directory (name) VALUES ('only-here')");
        assertThat(count(one)).isEqualTo(1);
        assertThat(count(other)).isZero();
    }

    private static void run(TestDatabase database, String sql) throws SQLException {
        try (var connection =
                        DriverManager.getConnection(database.jdbc(), TestDatabase.user(), TestDatabase.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int count(TestDatabase database) throws SQLException {
        try (var connection =
                        DriverManager.getConnection(database.jdbc(), TestDatabase.user(), TestDatabase.password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM upload_directory")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
