package io.staithe.postgres;

import io.staithe.fault.Broken;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Refused;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Looks at a server and brings its database to the newest schema, over JDBC, before anything else uses it. */
public final class Schema {
    private static final int OLDEST_MAJOR = 15;
    private static final int PER_MAJOR = 10000;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
    private static final String REFUSED_ENTRY = "28";
    private static final String REFUSED_DATABASE = "3D";

    private static final String SERVER = """
            SELECT current_setting('server_version_num')::integer AS number,
                   current_setting('server_version') AS version,
                   current_setting('synchronous_commit') AS synchronous_commit,
                   current_setting('fsync') AS fsync,
                   current_setting('default_transaction_isolation') AS isolation
            """;

    private Schema() {}

    /** What the server says of itself; refuses one that is unreachable, closed to the user, or too old. Blocks. */
    public static Server inspect(DatabaseAddress address) {
        try (Connection connection = connect(address);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SERVER)) {
            row.next();
            if (row.getInt("number") / PER_MAJOR < OLDEST_MAJOR) {
                throw new Refused(
                        SchemaFault.TOO_OLD,
                        "database " + address + " is served by PostgreSQL " + row.getString("version") + "; PostgreSQL "
                                + OLDEST_MAJOR + " or newer is needed");
            }
            return new Server(
                    row.getString("version"),
                    !row.getString("synchronous_commit").equals("off"),
                    !row.getString("fsync").equals("off"),
                    row.getString("isolation").equals("read committed"));
        } catch (SQLException failed) {
            throw unusable(address, failed);
        }
    }

    private static Connection connect(DatabaseAddress address) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", address.username());
        String password = address.password();
        if (password != null) {
            properties.setProperty("password", password);
        }
        return DriverManager.getConnection(address.jdbc(), properties);
    }

    private static RuntimeException unusable(DatabaseAddress address, SQLException failed) {
        String state = failed.getSQLState() == null ? "" : failed.getSQLState();
        if (state.startsWith(REFUSED_ENTRY) || state.startsWith(REFUSED_DATABASE)) {
            return new Refused(
                    SchemaFault.ENTRY_REFUSED,
                    "database " + address + " refuses user " + address.username() + ": " + failed.getMessage());
        }
        return new Exhausted(
                SchemaFault.UNREACHABLE,
                "database " + address + " cannot be reached: " + failed.getMessage(),
                RETRY_AFTER);
    }

    /** Applies what is missing of {@code db/migration}; waits for another instance that does the same. Blocks. */
    public static void migrate(DatabaseAddress address) {
        try {
            Flyway.configure()
                    .dataSource(address.jdbc(), address.username(), address.password())
                    .load()
                    .migrate();
        } catch (FlywayException failed) {
            throw new Broken(
                    SchemaFault.MIGRATION_FAILED,
                    "the schema of database " + address + " could not be brought up to date: " + failed.getMessage(),
                    failed);
        }
    }

    /**
     * What a server says of itself.
     *
     * @param version its version, as {@code 18.6}
     * @param synchronousCommit whether a commit waits for its log to be written, unless a session says otherwise
     * @param fsync whether written means on disk
     * @param readCommitted whether each statement sees what was committed before it, unless a session says otherwise
     */
    public record Server(String version, boolean synchronousCommit, boolean fsync, boolean readCommitted) {}
}
