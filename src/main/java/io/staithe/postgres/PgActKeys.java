package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.queue.ActKeys;
import io.staithe.queue.QueueFault;
import io.staithe.queue.RequestKey;
import java.time.Instant;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Keys of calls that are no tasks, on PostgreSQL. */
public final class PgActKeys implements ActKeys {
    /** Guarded by act_key_once. */
    private static final String TAKE = """
            INSERT INTO act_key (caller, key, fingerprint)
            VALUES (:caller, :key, decode(:fingerprint, 'hex'))
            ON CONFLICT ON CONSTRAINT act_key_once DO NOTHING
            RETURNING key
            """;

    /** By act_key_once. */
    private static final String MADE = """
            UPDATE act_key
            SET made = :made
            WHERE caller = :caller
              AND key = :key
            """;

    /** By act_key_once. */
    private static final String FREE = """
            DELETE FROM act_key
            WHERE caller = :caller
              AND key = :key
            """;

    /** By act_key_once. */
    private static final String FIND = """
            SELECT made, fingerprint = decode(:fingerprint, 'hex') AS same
            FROM act_key
            WHERE caller = :caller
              AND key = :key
            """;

    /** Reads all of them: they are few. */
    private static final String SWEEP = "DELETE FROM act_key WHERE used_at < :before";

    private final DatabaseClient database;

    /** Keys of a database. */
    public PgActKeys(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<RequestKey> take(RequestKey key) {
        return named(TAKE, key)
                .bind("fingerprint", key.fingerprint())
                .map(row -> key)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> made(RequestKey key, String name) {
        return named(MADE, key).bind("made", name).then().onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Void> free(RequestKey key) {
        return named(FREE, key).then().onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<String> find(RequestKey key) {
        return named(FIND, key)
                .bind("fingerprint", key.fingerprint())
                .map(row -> made(key, row))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Long> sweep(Instant before) {
        return database.sql(SWEEP).bind("before", before).fetch().rowsUpdated().onErrorMap(SqlFaults::translate);
    }

    private DatabaseClient.GenericExecuteSpec named(String sql, RequestKey key) {
        return database.sql(sql).bind("caller", key.caller()).bind("key", key.key());
    }

    private static String made(RequestKey key, Readable row) {
        String shown = "Idempotency-Key '" + Fault.bounded(key.key()) + "'";
        if (!Boolean.TRUE.equals(row.get("same", Boolean.class))) {
            throw new Refused(QueueFault.REQUEST_KEY_REUSED, shown + " was used for another call");
        }
        String made = row.get("made", String.class);
        if (made == null) {
            throw new Refused(
                    QueueFault.REQUEST_KEY_OPEN,
                    "the first call with " + shown + " goes on, or a crash cut it off: look whether it made something");
        }
        return made;
    }
}
