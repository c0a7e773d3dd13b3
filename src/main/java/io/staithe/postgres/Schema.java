package io.staithe.postgres;

import org.flywaydb.core.Flyway;

/** Brings a database to the newest schema, over JDBC. */
public final class Schema {
    private Schema() {}

    /** Applies what is missing of {@code db/migration}; waits for another instance that does the same. Blocks. */
    public static void migrate(DatabaseAddress address) {
        Flyway.configure()
                .dataSource(address.jdbc(), address.username(), address.password())
                .load()
                .migrate();
    }
}
