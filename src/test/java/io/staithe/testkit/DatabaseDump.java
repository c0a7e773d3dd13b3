package io.staithe.testkit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;

/**
 * What {@code pg_dump} takes from a database while a server works on it: all rows at one instant. The embedded
 * PostgreSQL comes without {@code pg_dump}, and one of another release refuses.
 *
 * @param tables the rows of each as {@code COPY} writes them
 * @param sequences where each stands
 */
public record DatabaseDump(Map<String, byte[]> tables, Map<String, Long> sequences) {
    private static final String TABLES = """
            SELECT quote_ident(relname)
            FROM pg_class
            WHERE relkind = 'r'
              AND relnamespace = 'public'::regnamespace
              AND relname <> 'flyway_schema_history'
            """;
    private static final String SEQUENCES = """
            SELECT quote_ident(sequencename), last_value
            FROM pg_sequences
            WHERE schemaname = 'public'
              AND last_value IS NOT NULL
            """;

    /** Dumps a database. Blocks. */
    public static DatabaseDump of(TestDatabase database) throws SQLException, IOException {
        try (Connection connection = database.connect()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            Map<String, byte[]> tables = new LinkedHashMap<>();
            for (String table : names(connection)) {
                ByteArrayOutputStream rows = new ByteArrayOutputStream();
                connection.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY " + table + " TO STDOUT", rows);
                tables.put(table, rows.toByteArray());
            }
            Map<String, Long> sequences = new LinkedHashMap<>();
            try (var statement = connection.createStatement();
                    var found = statement.executeQuery(SEQUENCES)) {
                while (found.next()) {
                    sequences.put(found.getString(1), found.getLong(2));
                }
            }
            return new DatabaseDump(tables, sequences);
        }
    }

    private static List<String> names(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var found = statement.executeQuery(TABLES)) {
            List<String> names = new ArrayList<>();
            while (found.next()) {
                names.add(found.getString(1));
            }
            return names;
        }
    }

    /** A database of its own with what was dumped. Blocks. */
    public TestDatabase restored() throws SQLException, IOException {
        TestDatabase database = TestDatabase.fresh();
        try (Connection connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            statement.execute("TRUNCATE " + String.join(", ", tables.keySet()));
            for (var table : tables.entrySet()) {
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("COPY " + table.getKey() + " FROM STDIN", new ByteArrayInputStream(table.getValue()));
            }
            for (var sequence : sequences.entrySet()) {
                statement.execute("SELECT setval('" + sequence.getKey() + "', " + sequence.getValue() + ")");
            }
        }
        return database;
    }
}
