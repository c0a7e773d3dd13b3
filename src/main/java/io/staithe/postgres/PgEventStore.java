package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.events.Event;
import io.staithe.events.EventStore;
import io.staithe.events.Filter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The feed on PostgreSQL. */
public final class PgEventStore implements EventStore {
    /** No other lock of the product has this key; held until the commit is visible. */
    private static final long NUMBERING = 0x57A1_7EE7;

    /**
     * The primary key of outbox from its beginning, which the rows leave at once. Two never number at a time, and the
     * identity is taken under the lock, so a number that is seen is greater than all that will be.
     */
    private static final String NUMBER = """
            WITH turn AS MATERIALIZED (
                SELECT pg_try_advisory_xact_lock(:lock) AS mine
            ), taken AS (
                DELETE FROM outbox
                WHERE id = ANY (ARRAY(
                    SELECT id
                    FROM outbox
                    WHERE (SELECT mine FROM turn)
                    ORDER BY id
                    LIMIT :limit))
                RETURNING id, at, kind, subject, payload
            ), numbered AS (
                INSERT INTO event (at, type, subject, data)
                SELECT at, kind, subject, payload
                FROM taken
                ORDER BY id
                RETURNING type
            )
            SELECT type, count(*) AS events
            FROM numbered
            GROUP BY type
            """;

    /** By event_number. */
    private static final String PAGE = """
            SELECT h.swept, greatest((SELECT max(number) FROM event), h.swept) AS head,
                e.number, e.at, e.type, e.subject, e.data
            FROM event_horizon h
            LEFT JOIN LATERAL (
                SELECT number, at, type, subject, data
                FROM event
                WHERE number > :after
                  AND (CAST(:types AS text[]) = '{}' OR type = ANY (CAST(:types AS text[])))
                  AND (CAST(:subjects AS text[]) = '{}' OR subject = ANY (CAST(:subjects AS text[])))
                ORDER BY number
                LIMIT :limit
            ) e ON true
            ORDER BY e.number
            """;

    /**
     * By event_number, from its beginning; what goes is always all up to a number, and each webhook counts what it
     * loses.
     */
    private static final String SWEEP = """
            WITH oldest AS (
                SELECT number, at
                FROM event
                ORDER BY number
                LIMIT :limit
            ), needed AS (
                SELECT coalesce(min(position), 9223372036854775807) AS after
                FROM webhook
                WHERE enabled
            ), bound AS (
                SELECT max(o.number) AS number
                FROM oldest o
                CROSS JOIN needed n
                CROSS JOIN LATERAL (SELECT CASE WHEN o.number > n.after THEN 2 ELSE 1 END AS times) k
                WHERE o.at < clock_timestamp() - k.times * :keep_millis * interval '1 millisecond'
                   OR o.number <= (SELECT max(number) FROM event) - k.times * :keep_count
            ), moved AS (
                UPDATE event_horizon
                SET swept = greatest(swept, (SELECT number FROM bound))
                WHERE EXISTS (SELECT FROM bound WHERE number IS NOT NULL)
            ), gone AS (
                DELETE FROM event
                WHERE number <= (SELECT number FROM bound)
                RETURNING number, type, subject
            ), lost AS (
                UPDATE webhook w
                SET lost = w.lost + l.events
                FROM (
                    SELECT h.id, count(*) AS events
                    FROM webhook h
                    JOIN gone g ON g.number > h.position
                    WHERE h.enabled
                      AND (h.types = '{}' OR g.type = ANY (h.types))
                      AND (h.subjects = '{}' OR g.subject = ANY (h.subjects))
                    GROUP BY h.id
                ) l
                WHERE w.id = l.id
            )
            SELECT count(*) AS gone
            FROM gone
            """;

    private final DatabaseClient database;

    /** The feed of a database. */
    public PgEventStore(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Map<String, Long>> number(int limit) {
        return database.sql(NUMBER)
                .bind("lock", NUMBERING)
                .bind("limit", limit)
                .map(row -> Map.entry(CatalogRows.text(row, "type"), CatalogRows.number(row, "events")))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Page> page(long after, Filter filter, int limit) {
        return database.sql(PAGE)
                .bind("after", after)
                .bind("types", filter.types().toArray(String[]::new))
                .bind("subjects", filter.subjects().toArray(String[]::new))
                .bind("limit", limit)
                .map(Row::of)
                .all()
                .collectList()
                .map(rows -> page(rows, limit))
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Long> sweep(Duration keepFor, long keepCount, int limit) {
        return database.sql(SWEEP)
                .bind("keep_millis", keepFor.toMillis())
                .bind("keep_count", keepCount)
                .bind("limit", limit)
                .map(row -> CatalogRows.number(row, "gone"))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    /** The event that a row has, by the columns of {@code event}. */
    static Event event(Readable row) {
        return new Event(
                CatalogRows.number(row, "number"),
                CatalogRows.instant(row, "at"),
                CatalogRows.text(row, "type"),
                CatalogRows.text(row, "subject"),
                CatalogRows.text(row, "data"));
    }

    private static Page page(List<Row> rows, int limit) {
        Row first = rows.get(0);
        List<Event> events =
                rows.stream().map(Row::event).filter(Objects::nonNull).toList();
        long end = events.size() < limit ? first.head() : events.get(limit - 1).number();
        return new Page(events, first.swept(), first.head(), end);
    }

    /** A row of a page; without an event the only one. */
    private record Row(long swept, long head, @Nullable Event event) {
        static Row of(Readable row) {
            return new Row(
                    CatalogRows.number(row, "swept"),
                    CatalogRows.number(row, "head"),
                    row.get("number") == null ? null : PgEventStore.event(row));
        }
    }
}
