package io.staithe.postgres;

import io.staithe.sweep.Terms;
import java.util.Map;
import java.util.function.Function;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;

/** Binds of a sweep's terms those that a statement names; durations in milliseconds. */
final class SweepBinds {
    private static final Map<String, Function<Terms, Long>> NAMES = Map.of(
            "grace", terms -> terms.grace().toMillis(),
            "idle", terms -> terms.idle().toMillis(),
            "orphans", terms -> terms.orphans().toMillis(),
            "removed", terms -> terms.removed().toMillis(),
            "dropped", terms -> terms.dropped().toMillis(),
            "uploads", terms -> terms.uploads().toMillis(),
            "lapse", terms -> terms.lapse().toMillis(),
            "generations", terms -> (long) terms.generations().count(),
            "superseded", terms -> terms.generations().within().toMillis());

    private static final Map<String, Function<Terms, Long>> MORE_NAMES = Map.of(
            "incoming", terms -> terms.incoming().toMillis(),
            "hashedCount", terms -> (long) terms.hashed().count(),
            "hashedWithin", terms -> terms.hashed().within().toMillis(),
            "hashedBytes", terms -> terms.hashed().sizeBytes());

    private SweepBinds() {}

    static GenericExecuteSpec of(DatabaseClient database, String sql, Terms terms) {
        GenericExecuteSpec statement = bound(database.sql(sql), sql, terms, NAMES);
        return bound(statement, sql, terms, MORE_NAMES);
    }

    private static GenericExecuteSpec bound(
            GenericExecuteSpec statement, String sql, Terms terms, Map<String, Function<Terms, Long>> names) {
        GenericExecuteSpec bound = statement;
        for (var name : names.entrySet()) {
            if (sql.contains(":" + name.getKey() + " ") || sql.contains(":" + name.getKey() + "\n")) {
                bound = bound.bind(name.getKey(), name.getValue().apply(terms));
            }
        }
        return bound;
    }
}
