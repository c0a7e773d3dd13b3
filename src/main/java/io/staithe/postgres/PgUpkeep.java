package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.publish.Terms;
import io.staithe.publish.UpkeepStore;
import java.time.Duration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tells from PostgreSQL what needs a generation. The lane of a publication is named as its place names it. */
public final class PgUpkeep implements UpkeepStore {
    /**
     * By publication_automatic, then primary keys and revision_number. Asked after every change of a repository: the
     * bind makes it a statement that is planned once, which costs a tenth of planning it each time.
     */
    private static final String BEHIND = """
            SELECT p.id, p.quiet_millis, p.within_millis,
                CAST(extract(epoch FROM clock_timestamp() - min(f.at)) * 1000 AS bigint) AS first_millis,
                CAST(extract(epoch FROM clock_timestamp() - max(l.at)) * 1000 AS bigint) AS last_millis,
                CAST(extract(epoch FROM clock_timestamp() - min(coalesce(t.started_at, g.created_at))) * 1000 AS bigint)
                    AS begin_millis,
                CAST(extract(epoch FROM min(g.last_modified) - clock_timestamp()) * 1000 AS bigint) AS ahead_millis,
                EXISTS (
                    SELECT
                    FROM task_lane n
                    WHERE n.lane = 'publication/' || p.storage || ':' || p.prefix || '/' || p.distribution
                      AND n.home) AS under_way
            FROM publication p
            JOIN generation g ON g.publication_id = p.id AND g.number = p.generation
            LEFT JOIN task t ON t.id = g.task_id
            JOIN generation_source s
              ON s.publication_id = p.id
             AND s.number = p.generation
             AND s.snapshot_id IS NULL
            JOIN repository r ON r.id = s.repository_id AND r.revision > s.revision
            JOIN revision f ON f.repository_id = r.id AND f.number = s.revision + 1
            JOIN revision l ON l.repository_id = r.id AND l.number = r.revision
            WHERE p.quiet_millis >= :least
              AND p.dropped_at IS NULL
            GROUP BY p.id
            """;

    /** By generation_valid_until, then the primary key of publication. */
    private static final String EXPIRING = """
            SELECT p.id
            FROM generation g
            JOIN publication p ON p.id = g.publication_id AND p.generation = g.number
            WHERE g.valid_until IS NOT NULL
              AND clock_timestamp() >= g.released_at + (g.valid_until - g.released_at) / 2
              AND p.dropped_at IS NULL
              AND NOT EXISTS (
                    SELECT
                    FROM task_lane t
                    WHERE t.lane = 'publication/' || p.storage || ':' || p.prefix || '/' || p.distribution
                      AND t.home)
            ORDER BY g.valid_until
            """;

    /** By generation_valid_until, then the primary key of publication. */
    private static final String VALIDITY = """
            SELECT CAST(extract(epoch FROM min(g.valid_until) - clock_timestamp()) * 1000 AS bigint) AS left_millis
            FROM generation g
            JOIN publication p ON p.id = g.publication_id AND p.generation = g.number
            WHERE g.valid_until IS NOT NULL
              AND p.dropped_at IS NULL
            HAVING count(*) > 0
            """;

    private final DatabaseClient database;

    /** The needs in a database. */
    public PgUpkeep(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Flux<Behind> behind() {
        return database.sql(BEHIND)
                .bind("least", 0L)
                .map(PgUpkeep::behind)
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Long> expiring() {
        return database.sql(EXPIRING)
                .map(row -> CatalogRows.number(row, "id"))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Duration> validity() {
        return database.sql(VALIDITY)
                .map(row -> millis(row, "left_millis"))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    private static Behind behind(Readable row) {
        return new Behind(
                CatalogRows.number(row, "id"),
                millis(row, "first_millis"),
                millis(row, "last_millis"),
                new Terms.Automatic(true, millis(row, "quiet_millis"), millis(row, "within_millis")),
                millis(row, "begin_millis"),
                millis(row, "ahead_millis"),
                Boolean.TRUE.equals(row.get("under_way", Boolean.class)));
    }

    private static Duration millis(Readable row, String column) {
        return Duration.ofMillis(CatalogRows.number(row, column));
    }
}
