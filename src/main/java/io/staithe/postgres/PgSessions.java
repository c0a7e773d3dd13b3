package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.intake.FileName;
import io.staithe.intake.session.NewSession;
import io.staithe.intake.session.Owner;
import io.staithe.intake.session.Session;
import io.staithe.intake.session.SessionId;
import io.staithe.intake.session.SessionStore;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Upload sessions in PostgreSQL: the table {@code upload_session}. */
public final class PgSessions implements SessionStore {
    /** What a session is, of {@code upload_session s}. */
    private static final String COLUMNS = """
            s.id, s.caller, s.file_name, s.size_bytes, s.sha256, CAST(s.purpose AS text) AS purpose, s.offset_bytes,
                s.tenure, s.state, s.task_id, s.expires_at""";

    /**
     * Counts by upload_session_open, at most as many as may be open; two that come at once may both be the last one.
     */
    private static final String INSERT = """
            INSERT INTO upload_session AS s (
                id, caller, file_name, size_bytes, sha256, purpose, owner_instance, expires_at, request_key)
            SELECT :id, :caller, :file, :size, CAST(:sha256 AS text), CAST(:purpose AS jsonb), :instance,
                now() + :ttl * interval '1 millisecond', CAST(:key AS text)
            WHERE (SELECT count(*) FROM upload_session WHERE state = 'open') < :most
              AND (SELECT count(*) FROM upload_session WHERE state = 'open' AND caller = :caller) < :most_of_caller
            ON CONFLICT (caller, request_key) WHERE request_key IS NOT NULL DO NOTHING
            RETURNING
            """ + COLUMNS;

    /** By upload_session_key. */
    private static final String FIND_BY_KEY = """
            SELECT
            """ + COLUMNS + """

            FROM upload_session s
            WHERE s.caller = :caller
              AND s.request_key = :key
            """;

    /** By upload_session_open. */
    private static final String OPEN = """
            SELECT count(*) FILTER (WHERE caller = :caller) AS own, count(*) AS everybodys
            FROM upload_session
            WHERE state = 'open'
            """;

    /** By the primary keys. */
    private static final String FIND = """
            SELECT
            """ + COLUMNS + """
            ,
                i.id AS owner_id, i.name AS owner_name, i.url AS owner_url,
                i.stopped_at IS NOT NULL
                    OR i.heartbeat_at < clock_timestamp() - :lapse * interval '1 millisecond' AS lapsed
            FROM upload_session s
            JOIN instance i ON i.id = s.owner_instance
            WHERE s.id = :id
            """;

    /** By the primary key. */
    private static final String ADVANCE = """
            UPDATE upload_session s
            SET offset_bytes = greatest(offset_bytes, :offset),
                expires_at = now() + :ttl * interval '1 millisecond'
            WHERE id = :id
              AND tenure = :tenure
              AND state = 'open'
            RETURNING
            """ + COLUMNS;

    /** By the primary keys. */
    private static final String TAKE = """
            UPDATE upload_session s
            SET owner_instance = :instance,
                tenure = s.tenure + 1,
                offset_bytes = :offset
            FROM instance i
            WHERE s.id = :id
              AND s.tenure = :tenure
              AND s.state = 'open'
              AND s.offset_bytes = :seen
              AND i.id = s.owner_instance
              AND (i.id = :instance
                OR i.stopped_at IS NOT NULL
                OR i.heartbeat_at < clock_timestamp() - :lapse * interval '1 millisecond')
            RETURNING
            """ + COLUMNS;

    /** By the primary key. */
    private static final String CLOSE = """
            UPDATE upload_session s
            SET state = 'closed',
                offset_bytes = size_bytes,
                sha256 = :sha256,
                task_id = :task
            WHERE id = :id
              AND tenure = :tenure
              AND state = 'open'
            RETURNING
            """ + COLUMNS;

    /** By the primary key. */
    private static final String DELETE = """
            DELETE FROM upload_session
            WHERE id = :id
              AND tenure = :tenure
            RETURNING id
            """;

    /** By upload_session_expires, then the primary key of instance. */
    private static final String DELETE_EXPIRED = """
            DELETE FROM upload_session s
            USING instance i
            WHERE s.expires_at < now()
              AND i.id = s.owner_instance
              AND (i.id = :instance
                OR i.stopped_at IS NOT NULL
                OR i.heartbeat_at < clock_timestamp() - :lapse * interval '1 millisecond')
            RETURNING s.id, s.state = 'open' AS was_open
            """;

    /** By the primary key. */
    private static final String NAMED = """
            SELECT f.name
            FROM unnest(CAST(:files AS text[])) AS f (name)
            JOIN upload_session s ON s.id = split_part(f.name, '.', 1)
            WHERE s.state = 'open'
              AND f.name = s.id || '.' || s.tenure
            """;

    private final DatabaseClient database;

    /** Sessions of a database. */
    public PgSessions(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Session> insert(SessionId id, String caller, NewSession what, @Nullable String key, Terms terms) {
        var bound = database.sql(INSERT)
                .bind("id", id.value())
                .bind("caller", caller)
                .bind("file", what.file().value())
                .bind("size", what.sizeBytes())
                .bind("purpose", what.purpose())
                .bind("instance", terms.instance())
                .bind("ttl", terms.ttl().toMillis())
                .bind("most", terms.maxOpen())
                .bind("most_of_caller", terms.maxOpenPerCaller());
        return one(
                Binding.orNull(Binding.orNull(bound, "sha256", what.sha256(), String.class), "key", key, String.class));
    }

    @Override
    public Mono<Session> findByKey(String caller, String key) {
        return one(database.sql(FIND_BY_KEY).bind("caller", caller).bind("key", key));
    }

    @Override
    public Mono<Open> open(String caller) {
        return database.sql(OPEN)
                .bind("caller", caller)
                .map(row -> new Open(CatalogRows.number(row, "own"), CatalogRows.number(row, "everybodys")))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Found> find(SessionId id, Duration lapse) {
        return database.sql(FIND)
                .bind("id", id.value())
                .bind("lapse", lapse.toMillis())
                .map(PgSessions::found)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Session> advance(Session session, long durableBytes, Duration ttl) {
        return one(of(session, ADVANCE).bind("offset", durableBytes).bind("ttl", ttl.toMillis()));
    }

    @Override
    public Mono<Session> take(Session session, long instance, long durableBytes, Duration lapse) {
        return one(of(session, TAKE)
                .bind("instance", instance)
                .bind("seen", session.offsetBytes())
                .bind("offset", durableBytes)
                .bind("lapse", lapse.toMillis()));
    }

    @Override
    public Mono<Session> close(Session session, long task, String sha256) {
        return one(of(session, CLOSE).bind("task", task).bind("sha256", sha256));
    }

    @Override
    public Mono<SessionId> delete(Session session) {
        return of(session, DELETE).map(row -> session.id()).one().onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Expired> deleteExpired(long instance, Duration lapse) {
        return database.sql(DELETE_EXPIRED)
                .bind("instance", instance)
                .bind("lapse", lapse.toMillis())
                .map(row -> new Expired(
                        new SessionId(CatalogRows.text(row, "id")),
                        Objects.requireNonNull(row.get("was_open", Boolean.class))))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<String> named(Collection<String> files) {
        return database.sql(NAMED)
                .bind("files", files.toArray(String[]::new))
                .map(row -> CatalogRows.text(row, "name"))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    private DatabaseClient.GenericExecuteSpec of(Session session, String statement) {
        return database.sql(statement).bind("id", session.id().value()).bind("tenure", session.tenure());
    }

    private static Mono<Session> one(DatabaseClient.GenericExecuteSpec bound) {
        return bound.map(PgSessions::session).one().onErrorMap(SqlFaults::translate);
    }

    private static Found found(Readable row) {
        return new Found(
                session(row),
                new Owner(
                        CatalogRows.number(row, "owner_id"),
                        CatalogRows.text(row, "owner_name"),
                        row.get("owner_url", String.class),
                        Objects.requireNonNull(row.get("lapsed", Boolean.class))));
    }

    private static Session session(Readable row) {
        NewSession what = new NewSession(
                new FileName(CatalogRows.text(row, "file_name")),
                CatalogRows.number(row, "size_bytes"),
                row.get("sha256", String.class),
                CatalogRows.text(row, "purpose"));
        return new Session(
                new SessionId(CatalogRows.text(row, "id")),
                CatalogRows.text(row, "caller"),
                what,
                CatalogRows.number(row, "offset_bytes"),
                CatalogRows.number(row, "tenure"),
                CatalogRows.text(row, "state").equals("open"),
                row.get("task_id", Long.class),
                CatalogRows.instant(row, "expires_at"));
    }
}
