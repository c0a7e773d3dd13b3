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
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at a server and brings its database to the newest schema, over JDBC, before anything else uses it. */
public final class Schema {
    private static final int OLDEST_MAJOR = 15;
    private static final int PER_MAJOR = 10000;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
    private static final String REFUSED_ENTRY = "28";
    private static final String REFUSED_DATABASE = "3D";
    /** A lock that was not to be had in time, and a deadlock. */
    private static final Set<String> PASSING = Set.of("55P03", "40P01");

    private static final Duration LONGEST_LOCK_WAIT = Duration.ofSeconds(5);
    private static final int MOST_TRIES = 12;
    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

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

    /**
     * Applies what is missing of {@code db/migration}, each in one transaction; waits for another instance that does
     * the same. Whoever waits for a lock of a table, as while it is dumped, holds up all who come after: so no wait is
     * long, and between two of them others go on. Blocks.
     */
    public static void migrate(DatabaseAddress address) {
        migrate(address, LONGEST_LOCK_WAIT, MOST_TRIES);
    }

    static void migrate(DatabaseAddress address, Duration lockWait, int tries) {
        for (int left = tries - 1; ; left--) {
            try {
                Flyway.configure()
                        .dataSource(address.jdbc(), address.username(), address.password())
                        .initSql("SET lock_timeout = " + lockWait.toMillis())
                        .load()
                        .migrate();
                return;
            } catch (FlywayException failed) {
                if (left == 0 || !isPassing(failed)) {
                    throw new Broken(
                            SchemaFault.MIGRATION_FAILED,
                            "the schema of database " + address + " could not be brought up to date: "
                                    + failed.getMessage(),
                            failed);
                }
                LOG.warn("event=schema.locked tries_left={} database={}", left, address);
            }
        }
    }

    private static boolean isPassing(Throwable failed) {
        return Stream.iterate(failed, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause ->
                        cause instanceof SQLException && PASSING.contains(((SQLException) cause).getSQLState()));
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
