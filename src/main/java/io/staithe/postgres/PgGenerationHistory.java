package io.staithe.postgres;

import io.staithe.catalog.RepositoryId;
import io.staithe.publish.generation.Edition.Pinned;
import io.staithe.publish.generation.GenerationHistory;
import io.staithe.queue.TaskId;
import java.time.Duration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The past of publications in PostgreSQL. */
public final class PgGenerationHistory implements GenerationHistory {
    /** By the primary key. */
    private static final String RECIPE = """
            SELECT recipe
            FROM generation
            WHERE publication_id = :publication
              AND number = :number
              AND recipe IS NOT NULL
            """;

    /** By the primary keys. Who dooms the generation and this wait for each other. */
    private static final String PIN = """
            WITH kept AS (
                SELECT publication_id, number
                FROM generation
                WHERE publication_id = :publication
                  AND number = :number
                  AND state = 'kept'
                FOR SHARE
            ),
            shown AS (
                SELECT s.component, s.repository_id, s.revision, coalesce(s.snapshot_id, 0) AS snapshot_id
                FROM kept k
                JOIN generation_source s ON s.publication_id = k.publication_id AND s.number = k.number
            ),
            pinned AS (
                INSERT INTO pin (task_id, repository_id, revision)
                SELECT DISTINCT :task, repository_id, revision
                FROM shown
                ON CONFLICT ON CONSTRAINT pin_once DO NOTHING
            )
            SELECT component, repository_id, revision, snapshot_id
            FROM shown
            ORDER BY component COLLATE "C"
            """;

    /** By the primary key, backwards. */
    private static final String STAGINGS = """
            SELECT staging
            FROM generation
            WHERE publication_id = :publication
              AND state = 'kept'
            ORDER BY number DESC
            LIMIT :limit
            """;

    /** By the primary keys and revision_number. */
    private static final String LAGS = """
            SELECT CAST(extract(epoch FROM clock_timestamp() - r.at) * 1000000 AS bigint) AS micros
            FROM generation_source s
            CROSS JOIN LATERAL (
                SELECT max(o.revision) AS revision
                FROM generation_source o
                WHERE o.publication_id = s.publication_id
                  AND o.number BETWEEN s.number - 20 AND s.number - 1
                  AND o.repository_id = s.repository_id
            ) shown
            JOIN revision r
              ON r.repository_id = s.repository_id
             AND r.number > shown.revision
             AND r.number <= s.revision
            WHERE s.publication_id = :publication
              AND s.number = :number
              AND s.snapshot_id IS NULL
            ORDER BY r.number DESC
            LIMIT 1000
            """;

    private final DatabaseClient database;

    /** The past in a database. */
    public PgGenerationHistory(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<String> recipe(long publication, long number) {
        return database.sql(RECIPE)
                .bind("publication", publication)
                .bind("number", number)
                .map(row -> CatalogRows.text(row, "recipe"))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Pinned> pin(TaskId task, long publication, long number) {
        return database.sql(PIN)
                .bind("task", task.value())
                .bind("publication", publication)
                .bind("number", number)
                .map(row -> new Pinned(
                        CatalogRows.text(row, "component"),
                        new RepositoryId(CatalogRows.number(row, "repository_id")),
                        CatalogRows.number(row, "revision"),
                        CatalogRows.number(row, "snapshot_id")))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<String> stagings(long publication, int limit) {
        return database.sql(STAGINGS)
                .bind("publication", publication)
                .bind("limit", limit)
                .map(row -> CatalogRows.text(row, "staging"))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Duration> lags(long publication, long number) {
        return database.sql(LAGS)
                .bind("publication", publication)
                .bind("number", number)
                .map(row -> Duration.ofNanos(CatalogRows.number(row, "micros") * 1000))
                .all()
                .onErrorMap(SqlFaults::translate);
    }
}
