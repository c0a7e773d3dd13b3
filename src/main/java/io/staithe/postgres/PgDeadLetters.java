package io.staithe.postgres;

import io.staithe.events.Event;
import io.staithe.events.webhook.WebhookStore.DeadLetter;
import io.staithe.events.webhook.WebhookStore.Owned;
import io.staithe.events.webhook.WebhookStore.Standing;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
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

    /** By the primary keys. */
    private static final String REDELIVERED = """
            WITH owned AS (
                UPDATE webhook
                SET delivered_at = clock_timestamp(),
                    leased_until = clock_timestamp() + :lease_millis * interval '1 millisecond'
                WHERE id = :id
                  AND tenure = :tenure
                RETURNING id
            )
            DELETE FROM dead_letter
            WHERE webhook_id = (SELECT id FROM owned)
              AND number = :number
            """;

    /** By the primary key, and dead_letter_wanted. */
    private static final String UNWANTED = """
            UPDATE dead_letter
            SET wanted = false,
                reason = CASE WHEN number = :number THEN :reason ELSE reason END
            WHERE webhook_id = (SELECT id FROM webhook WHERE id = :id AND tenure = :tenure)
              AND wanted
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

    /** By dead_letter_once. */
    private static final String WANT = """
            WITH due AS (
                UPDATE webhook
                SET due_at = clock_timestamp()
                WHERE id = :id
            )
            UPDATE dead_letter
            SET wanted = true
            WHERE webhook_id = :id
              AND (CAST(:number AS bigint) IS NULL OR number = CAST(:number AS bigint))
            """;

    /** All of dead_letter. */
    private static final String SWEEP = """
            DELETE FROM dead_letter
            WHERE died_at < clock_timestamp() - :keep_millis * interval '1 millisecond'
              AND NOT wanted
            """;

    /** Event_number for each webhook, from its position; all of dead_letter. */
    private static final String STANDING = """
            SELECT CAST(coalesce(max(extract(epoch FROM clock_timestamp() - e.at) * 1000), 0) AS bigint) AS oldest_millis,
                (SELECT count(*) FROM dead_letter) AS dead
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
        return PgWebhookStore.written(
                database.sql(REDELIVERED)
                        .bind("id", webhook.id())
                        .bind("tenure", webhook.tenure())
                        .bind("number", number)
                        .bind("lease_millis", lease.toMillis()),
                webhook);
    }

    Mono<Owned> unwanted(Owned webhook, long number, String reason) {
        return database.sql(UNWANTED)
                .bind("id", webhook.id())
                .bind("tenure", webhook.tenure())
                .bind("number", number)
                .bind("reason", reason)
                .fetch()
                .rowsUpdated()
                .map(rows -> webhook)
                .onErrorMap(SqlFaults::translate);
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

    Mono<Long> want(long id, @Nullable Long number) {
        var update = database.sql(WANT).bind("id", id);
        return (number == null ? update.bindNull("number", Long.class) : update.bind("number", number))
                .fetch()
                .rowsUpdated()
                .onErrorMap(SqlFaults::translate);
    }

    Mono<Long> sweep(Duration keepFor) {
        return database.sql(SWEEP)
                .bind("keep_millis", keepFor.toMillis())
                .fetch()
                .rowsUpdated()
                .onErrorMap(SqlFaults::translate);
    }

    Mono<Standing> standing() {
        return database.sql(STANDING)
                .map(row -> new Standing(
                        Duration.ofMillis(CatalogRows.number(row, "oldest_millis")), CatalogRows.number(row, "dead")))
                .one()
                .onErrorMap(SqlFaults::translate);
    }
}
