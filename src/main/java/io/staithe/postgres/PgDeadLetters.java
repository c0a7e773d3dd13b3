package io.staithe.postgres;

import io.staithe.events.Event;
import io.staithe.events.webhook.WebhookStore.DeadLetter;
import io.staithe.events.webhook.WebhookStore.Owned;
import io.staithe.events.webhook.WebhookStore.Standing;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The part of webhooks that concerns events that they did not take in time. */
final class PgDeadLetters {
    /** By dead_letter_wanted. */
    private static final String WANTED = """
            SELECT number, at, type, subject, data
            FROM dead_letter
            WHERE webhook_id = :id
              AND wanted
            ORDER BY number
            LIMIT :limit
            """;

    /** By the primary keys; here and below empty where the tenure is over. */
    private static final String REDELIVERED = """
            WITH owned AS (
                UPDATE webhook
                SET delivered_at = clock_timestamp(),
                    leased_until = clock_timestamp() + :lease_millis * interval '1 millisecond'
                WHERE id = :id
                  AND tenure = :tenure
                RETURNING id
            ), gone AS (
                DELETE FROM dead_letter
                WHERE webhook_id = (SELECT id FROM owned)
                  AND number = :number
            )
            SELECT id
            FROM owned
            """;

    /** By the primary key, and dead_letter_wanted. */
    private static final String UNWANTED = """
            WITH owned AS (
                UPDATE webhook
                SET leased_until = clock_timestamp()
                WHERE id = :id
                  AND tenure = :tenure
                RETURNING id
            ), unwanted AS (
                UPDATE dead_letter
                SET wanted = false,
                    reason = CASE WHEN number = :number THEN :reason ELSE reason END
                WHERE webhook_id = (SELECT id FROM owned)
                  AND wanted
            )
            SELECT id
            FROM owned
            """;

    /** By dead_letter_once. */
    private static final String LIST = """
            SELECT number, at, type, subject, data, reason, died_at, wanted
            FROM dead_letter
            WHERE webhook_id = :id
              AND number > :after
            ORDER BY number
            LIMIT :limit
            """;

    /** By dead_letter_once, from the oldest. */
    private static final String WANT = """
            WITH due AS (
                UPDATE webhook
                SET due_at = clock_timestamp()
                WHERE id = :id
            )
            UPDATE dead_letter
            SET wanted = true
            WHERE webhook_id = :id
              AND number = ANY (ARRAY(
                  SELECT number
                  FROM dead_letter
                  WHERE webhook_id = :id
                    AND (CAST(:number AS bigint) IS NULL OR number = CAST(:number AS bigint))
                  ORDER BY number
                  LIMIT :limit))
            """;

    /** By dead_letter_age; and dead_letter_once of each webhook, from the newest, past those that may stay. */
    private static final String SWEEP = """
            WITH old AS (
                SELECT webhook_id, number, false AS lost
                FROM dead_letter
                WHERE died_at < clock_timestamp() - :keep_millis * interval '1 millisecond'
                  AND NOT wanted
                ORDER BY died_at
                LIMIT :limit
            ), many AS (
                SELECT w.id AS webhook_id, d.number, true AS lost
                FROM webhook w
                CROSS JOIN LATERAL (
                    SELECT number
                    FROM dead_letter
                    WHERE webhook_id = w.id
                    ORDER BY number DESC
                    OFFSET :keep_count
                ) d
                LIMIT :limit
            ), gone AS (
                DELETE FROM dead_letter d
                USING (SELECT * FROM old UNION ALL SELECT * FROM many) g
                WHERE d.webhook_id = g.webhook_id
                  AND d.number = g.number
                RETURNING d.webhook_id, g.lost
            ), counted AS (
                UPDATE webhook w
                SET lost = w.lost + g.events
                FROM (SELECT webhook_id, count(*) AS events FROM gone WHERE lost GROUP BY webhook_id) g
                WHERE w.id = g.webhook_id
            )
            SELECT count(*) AS gone
            FROM gone
            """;

    /** Event_number for each webhook, from its position; all of dead_letter. */
    private static final String STANDING = """
            SELECT CAST(coalesce(max(extract(epoch FROM clock_timestamp() - e.at) * 1000), 0) AS bigint) AS oldest_millis,
                (SELECT count(*) FROM dead_letter) AS dead,
                (SELECT CAST(coalesce(sum(lost), 0) AS bigint) FROM webhook) AS lost
            FROM webhook w
            CROSS JOIN LATERAL (
                SELECT at
                FROM event
                WHERE number > w.position
                  AND (w.types = '{}' OR type = ANY (w.types))
                  AND (w.subjects = '{}' OR subject = ANY (w.subjects))
                ORDER BY number
                LIMIT 1
            ) e
            WHERE w.enabled
            """;

    private final DatabaseClient database;

    PgDeadLetters(DatabaseClient database) {
        this.database = database;
    }

    Flux<Event> wanted(Owned webhook, int limit) {
        return database.sql(WANTED)
                .bind("id", webhook.id())
                .bind("limit", limit)
                .map(PgEventStore::event)
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    Mono<Owned> redelivered(Owned webhook, long number, Duration lease) {
        return owned(named(REDELIVERED, webhook, number).bind("lease_millis", lease.toMillis()), webhook);
    }

    Mono<Owned> unwanted(Owned webhook, long number, String reason) {
        return owned(named(UNWANTED, webhook, number).bind("reason", reason), webhook);
    }

    private GenericExecuteSpec named(String sql, Owned webhook, long number) {
        return database.sql(sql)
                .bind("id", webhook.id())
                .bind("tenure", webhook.tenure())
                .bind("number", number);
    }

    private static Mono<Owned> owned(GenericExecuteSpec statement, Owned webhook) {
        return statement.map(row -> webhook).one().onErrorMap(SqlFaults::translate);
    }

    Flux<DeadLetter> list(long id, long after, int limit) {
        return database.sql(LIST)
                .bind("id", id)
                .bind("after", after)
                .bind("limit", limit)
                .map(row -> new DeadLetter(
                        PgEventStore.event(row),
                        CatalogRows.text(row, "reason"),
                        CatalogRows.instant(row, "died_at"),
                        Boolean.TRUE.equals(row.get("wanted", Boolean.class))))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    Mono<Long> want(long id, @Nullable Long number, int limit) {
        var update = database.sql(WANT).bind("id", id).bind("limit", limit);
        return Binding.orNull(update, "number", number, Long.class)
                .fetch()
                .rowsUpdated()
                .onErrorMap(SqlFaults::translate);
    }

    Mono<Long> sweep(Duration keepFor, long keepCount, int limit) {
        return database.sql(SWEEP)
                .bind("keep_millis", keepFor.toMillis())
                .bind("keep_count", keepCount)
                .bind("limit", limit)
                .map(row -> CatalogRows.number(row, "gone"))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    Mono<Standing> standing() {
        return database.sql(STANDING)
                .map(row -> new Standing(
                        Duration.ofMillis(CatalogRows.number(row, "oldest_millis")),
                        CatalogRows.number(row, "dead"),
                        CatalogRows.number(row, "lost")))
                .one()
                .onErrorMap(SqlFaults::translate);
    }
}
