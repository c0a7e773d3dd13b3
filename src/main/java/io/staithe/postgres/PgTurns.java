package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.events.webhook.Secret;
import io.staithe.events.webhook.WebhookStore.Failure;
import io.staithe.events.webhook.WebhookStore.Owned;
import java.time.Duration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The part of webhooks that concerns who owns one for a turn; what an owner writes names the tenure. */
final class PgTurns {
    private static final String OWNED = """
            w.id, w.tenure, w.url, w.secret, w.types, w.subjects, w.position, w.failures
            """;

    /** By the primary key. */
    private static final String ADDRESSEE = "SELECT " + OWNED + ", false AS wanted FROM webhook w WHERE id = :id";

    /**
     * All of webhook, of which there are few; event_number and dead_letter_wanted for each. Who had no turn for longest
     * first.
     */
    private static final String CLAIM = """
            WITH due AS (
                SELECT c.id, d.wanted
                FROM webhook c
                CROSS JOIN LATERAL (
                    SELECT EXISTS (SELECT FROM dead_letter WHERE webhook_id = c.id AND wanted) AS wanted
                ) d
                WHERE c.enabled
                  AND c.due_at <= clock_timestamp()
                  AND c.leased_until <= clock_timestamp()
                  AND (d.wanted OR EXISTS (SELECT FROM event e WHERE e.number > c.position))
                ORDER BY c.leased_until
                LIMIT :limit
                FOR UPDATE OF c SKIP LOCKED
            )
            UPDATE webhook w
            SET tenure = tenure + 1,
                leased_until = clock_timestamp() + :lease_millis * interval '1 millisecond'
            FROM due
            WHERE w.id = due.id
            RETURNING due.wanted,
            """ + OWNED;

    /** By the primary key; here and below. */
    private static final String TAKEN = """
            UPDATE webhook w
            SET position = :number,
                failures = 0,
                last_failure = NULL,
                delivered_at = clock_timestamp(),
                leased_until = clock_timestamp() + :lease_millis * interval '1 millisecond'
            WHERE id = :id
              AND tenure = :tenure
            """;

    private static final String PASSED = """
            UPDATE webhook w
            SET position = greatest(position, :number),
                due_at = clock_timestamp() + :rest_millis * interval '1 millisecond',
                leased_until = clock_timestamp()
            WHERE id = :id
              AND tenure = :tenure
            """;

    /**
     * What dies is all that it wants up to an event that is too old; the turn lasts while there may be more of them.
     */
    private static final String FAILED = """
            WITH owned AS (
                SELECT id, position, types, subjects
                FROM webhook
                WHERE id = :id
                  AND tenure = :tenure
                FOR UPDATE
            ), next AS (
                SELECT e.number, e.at, e.type, e.subject, e.data
                FROM owned o
                CROSS JOIN LATERAL (
                    SELECT number, at, type, subject, data
                    FROM event
                    WHERE number > o.position
                      AND (o.types = '{}' OR type = ANY (o.types))
                      AND (o.subjects = '{}' OR subject = ANY (o.subjects))
                    ORDER BY number
                    LIMIT :limit
                ) e
            ), dead AS (
                INSERT INTO dead_letter (webhook_id, number, at, type, subject, data, reason)
                SELECT :id, number, at, type, subject, data, :reason
                FROM next
                WHERE number <= (
                    SELECT max(number)
                    FROM next
                    WHERE at < clock_timestamp() - :give_up_millis * interval '1 millisecond')
                RETURNING number
            ), written AS (
                UPDATE webhook w
                SET position = greatest(w.position, (SELECT max(number) FROM dead)),
                    failures = :failures,
                    last_failure = :reason,
                    due_at = clock_timestamp() + :pause_millis * interval '1 millisecond',
                    leased_until = clock_timestamp()
                        + CASE WHEN (SELECT count(*) FROM dead) < :limit THEN 0 ELSE :lease_millis END
                            * interval '1 millisecond'
                FROM owned o
                WHERE w.id = o.id
                RETURNING w.id
            )
            SELECT (SELECT count(*) FROM dead) AS dead
            FROM written
            """;

    private final DatabaseClient database;

    PgTurns(DatabaseClient database) {
        this.database = database;
    }

    Mono<Owned> addressee(long id) {
        return database.sql(ADDRESSEE).bind("id", id).map(PgTurns::owned).one().onErrorMap(SqlFaults::translate);
    }

    Flux<Owned> claim(int limit, Duration lease) {
        return database.sql(CLAIM)
                .bind("limit", limit)
                .bind("lease_millis", lease.toMillis())
                .map(PgTurns::owned)
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    Mono<Owned> taken(Owned webhook, long number, Duration lease) {
        return written(named(TAKEN, webhook).bind("number", number).bind("lease_millis", lease.toMillis()), webhook);
    }

    Mono<Owned> passed(Owned webhook, long number, Duration rest) {
        return written(named(PASSED, webhook).bind("number", number).bind("rest_millis", rest.toMillis()), webhook);
    }

    Mono<Long> failed(Owned webhook, Failure failure) {
        return named(FAILED, webhook)
                .bind("reason", failure.reason())
                .bind("failures", failure.failures())
                .bind("pause_millis", failure.pause().toMillis())
                .bind("give_up_millis", failure.giveUpAfter().toMillis())
                .bind("limit", failure.limit())
                .bind("lease_millis", failure.lease().toMillis())
                .map(row -> CatalogRows.number(row, "dead"))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    private GenericExecuteSpec named(String sql, Owned webhook) {
        return database.sql(sql).bind("id", webhook.id()).bind("tenure", webhook.tenure());
    }

    /** The webhook where its tenure lasts. */
    private static Mono<Owned> written(GenericExecuteSpec update, Owned webhook) {
        return update.fetch()
                .rowsUpdated()
                .filter(rows -> rows == 1)
                .map(rows -> webhook)
                .onErrorMap(SqlFaults::translate);
    }

    private static Owned owned(Readable row) {
        return new Owned(
                CatalogRows.number(row, "id"),
                CatalogRows.number(row, "tenure"),
                CatalogRows.text(row, "url"),
                new Secret(CatalogRows.text(row, "secret")),
                PgWebhookStore.filter(row),
                CatalogRows.number(row, "position"),
                PgWebhookStore.failures(row),
                Boolean.TRUE.equals(row.get("wanted", Boolean.class)));
    }
}
