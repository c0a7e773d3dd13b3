package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.catalog.RepositoryId;
import io.staithe.fault.Exhausted;
import io.staithe.publish.generation.Edition.Pinned;
import io.staithe.publish.generation.Editions;
import io.staithe.publish.generation.Finished;
import io.staithe.publish.generation.GenerationStore.Base;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** What a generation was made from and which lists its indexes are. */
final class GenerationParts {
    /** By the primary keys. */
    private static final String BASE = """
            SELECT g.packages, s.components, s.repositories, s.revisions, s.snapshots
            FROM generation g
            CROSS JOIN LATERAL (
                SELECT array_agg(component ORDER BY component COLLATE "C") AS components,
                    array_agg(repository_id ORDER BY component COLLATE "C") AS repositories,
                    array_agg(revision ORDER BY component COLLATE "C") AS revisions,
                    array_agg(coalesce(snapshot_id, 0) ORDER BY component COLLATE "C") AS snapshots
                FROM generation_source
                WHERE publication_id = g.publication_id
                  AND number = g.number
            ) s
            WHERE g.publication_id = :publication
              AND g.number = :number
            """;

    /** By the primary key of index_list; a list that was swept meanwhile is left out, or breaks the reference to it. */
    private static final String INDEXES = """
            INSERT INTO generation_index (publication_id, number, path, list_id)
            SELECT :publication, :number, w.path, l.id
            FROM unnest(CAST(:paths AS text[]), CAST(:lists AS bigint[])) AS w (path, list_id)
            JOIN index_list l ON l.id = w.list_id
            """;

    /** By the primary keys of index_list and shard. */
    private static final String LOST_SHARDS = """
            SELECT count(*) AS lost
            FROM (
                SELECT DISTINCT unnest(shards) AS id
                FROM index_list
                WHERE id = ANY (CAST(:lists AS bigint[]))
            ) needed
            LEFT JOIN shard s ON s.id = needed.id AND s.state = 'kept'
            WHERE s.id IS NULL
            """;

    private final DatabaseClient database;
    private final PgHashedFiles hashed;

    GenerationParts(DatabaseClient database) {
        this.database = database;
        this.hashed = new PgHashedFiles(database);
    }

    /** From what a generation was made; empty where there is none of that number. */
    Mono<Base> base(long publication, long number) {
        return database.sql(BASE)
                .bind("publication", publication)
                .bind("number", number)
                .map(row -> new Base(
                        sources(
                                Objects.requireNonNull(row.get("components", String[].class)),
                                column(row, "repositories"),
                                column(row, "revisions"),
                                column(row, "snapshots")),
                        CatalogRows.number(row, "packages")))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    /** Makes the lists of a generation's indexes kept with it; overtaken where one is gone, or a shard of one. */
    Mono<Void> keep(Finished finished) {
        return lists(finished)
                .then(Mono.defer(() -> database.sql(SweptShards.HOLD).then()))
                .then(Mono.defer(() -> shards(finished)))
                .then(Mono.defer(() -> hashed.name(finished)));
    }

    private Mono<Void> shards(Finished finished) {
        return database.sql(LOST_SHARDS)
                .bind("lists", finished.indexes().values().toArray(Long[]::new))
                .map(row -> CatalogRows.number(row, "lost"))
                .one()
                .filter(lost -> lost > 0)
                .flatMap(lost -> Mono.error(Editions.overtaken(
                        lost + " shards of " + finished.edition().place() + " were swept")));
    }

    private Mono<Void> lists(Finished finished) {
        Map<String, Long> indexes = finished.indexes();
        List<String> paths = indexes.keySet().stream().sorted().toList();
        return database.sql(INDEXES)
                .bind("publication", finished.edition().before().id())
                .bind("number", finished.edition().number())
                .bind("paths", paths.toArray(String[]::new))
                .bind("lists", paths.stream().map(indexes::get).toArray(Long[]::new))
                .fetch()
                .rowsUpdated()
                .onErrorMap(SqlFaults.on("generation_index_list", () -> swept(finished)))
                .filter(rows -> rows != paths.size())
                .flatMap(rows -> Mono.error(swept(finished)));
    }

    private static Exhausted swept(Finished finished) {
        return Editions.overtaken("indexes of " + finished.edition().place() + " were swept");
    }

    private static Long[] column(Readable row, String name) {
        return Objects.requireNonNull(row.get(name, Long[].class));
    }

    private static List<Pinned> sources(String[] components, Long[] repositories, Long[] revisions, Long[] snapshots) {
        List<Pinned> sources = new ArrayList<>();
        for (int i = 0; i < components.length; i++) {
            sources.add(new Pinned(components[i], new RepositoryId(repositories[i]), revisions[i], snapshots[i]));
        }
        return sources;
    }
}
