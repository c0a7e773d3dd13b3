package io.staithe.postgres;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.queue.QueueFault;
import io.staithe.queue.RequestKey;
import io.staithe.queue.RequestKeys;
import io.staithe.queue.TaskId;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Keys of calls on PostgreSQL. */
public final class PgRequestKeys implements RequestKeys {
    /** Guarded by request_key_once, on which it waits for whoever is taking the key. */
    private static final String TAKE = """
            INSERT INTO request_key (caller, key, fingerprint)
            VALUES (:caller, :key, decode(:fingerprint, 'hex'))
            ON CONFLICT ON CONSTRAINT request_key_once DO NOTHING
            RETURNING key
            """;

    /** By request_key_once. */
    private static final String BIND = """
            UPDATE request_key
            SET task_id = :task
            WHERE caller = :caller
              AND key = :key
            """;

    /** By request_key_once. */
    private static final String FIND = """
            SELECT task_id, fingerprint = decode(:fingerprint, 'hex') AS same
            FROM request_key
            WHERE caller = :caller
              AND key = :key
            """;

    private final DatabaseClient database;

    /** Keys of a database. */
    public PgRequestKeys(DatabaseClient database) {
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
    public Mono<Void> bind(RequestKey key, TaskId task) {
        return named(BIND, key).bind("task", task.value()).then().onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<TaskId> find(RequestKey key) {
        return named(FIND, key)
                .bind("fingerprint", key.fingerprint())
                .map(row -> new Used(
                        CatalogRows.number(row, "task_id"), Boolean.TRUE.equals(row.get("same", Boolean.class))))
                .one()
                .onErrorMap(SqlFaults::translate)
                .map(used -> used.task(key));
    }

    private DatabaseClient.GenericExecuteSpec named(String sql, RequestKey key) {
        return database.sql(sql).bind("caller", key.caller()).bind("key", key.key());
    }

    private record Used(long id, boolean same) {
        TaskId task(RequestKey key) {
            if (!same) {
                throw new Refused(
                        QueueFault.REQUEST_KEY_REUSED,
                        "Idempotency-Key '" + Fault.bounded(key.key()) + "' was used for another call, as task " + id);
            }
            return new TaskId(id);
        }
    }
}
