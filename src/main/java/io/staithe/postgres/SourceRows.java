package io.staithe.postgres;

import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.RepositoryId;
import io.staithe.fault.Refused;
import io.staithe.publish.Present.Origin;
import io.staithe.publish.SourceKind;
import io.staithe.publish.generation.Edition;
import io.staithe.publish.generation.Edition.Pinned;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The part of a switch that concerns sources: what a publication is made of, and what its generations were made of. */
final class SourceRows {
    /** By the primary key. */
    private static final String OF_GENERATION = """
            SELECT component, repository_id, revision, coalesce(snapshot_id, 0) AS snapshot_id
            FROM generation_source
            WHERE publication_id = :publication
              AND number = :number
            ORDER BY component COLLATE "C"
            """;

    private static final String WRITE = """
            INSERT INTO publication_source (publication_id, component, repository_id, snapshot_id)
            SELECT :id, component,
                CASE WHEN :kind = 'local' THEN source_id END,
                CASE WHEN :kind = 'snapshot' THEN source_id END
            FROM unnest(CAST(:components AS text[]), CAST(:sources AS bigint[])) AS s (component, source_id)
            """;

    /** By the primary key. */
    private static final String CLEAR = """
            DELETE FROM publication_source
            WHERE publication_id = :id
            """;

    /** By the primary key. Who drops one of them and this wait for each other: the later one sees the other's work. */
    private static final String SHARE_REPOSITORIES = """
            SELECT id
            FROM repository
            WHERE id = ANY (CAST(:sources AS bigint[]))
              AND dropped_at IS NULL
            ORDER BY id
            FOR SHARE
            """;

    /** The same of snapshots. */
    private static final String SHARE_SNAPSHOTS = """
            SELECT id
            FROM snapshot
            WHERE id = ANY (CAST(:sources AS bigint[]))
              AND dropped_at IS NULL
            ORDER BY id
            FOR SHARE
            """;

    private static final String GENERATION_SOURCES = """
            INSERT INTO generation_source (publication_id, number, component, repository_id, revision, snapshot_id)
            SELECT :id, :number, component, repository_id, revision, NULLIF(snapshot_id, 0)
            FROM unnest(
                CAST(:components AS text[]),
                CAST(:repositories AS bigint[]),
                CAST(:revisions AS bigint[]),
                CAST(:snapshots AS bigint[])
            ) AS s (component, repository_id, revision, snapshot_id)
            """;

    private final DatabaseClient database;

    SourceRows(DatabaseClient database) {
        this.database = database;
    }

    /** What a generation was made of, by component. */
    Flux<Pinned> of(long publication, long number) {
        return database.sql(OF_GENERATION)
                .bind("publication", publication)
                .bind("number", number)
                .map(row -> new Pinned(
                        CatalogRows.text(row, "component"),
                        new RepositoryId(CatalogRows.number(row, "repository_id")),
                        CatalogRows.number(row, "revision"),
                        CatalogRows.number(row, "snapshot_id")))
                .all();
    }

    /** Writes the sources of a publication that has none. */
    Mono<Void> write(Edition edition) {
        List<Origin> origins = edition.madeOf();
        return database.sql(WRITE)
                .bind("id", edition.before().id())
                .bind("kind", edition.before().kind().word())
                .bind("components", origins.stream().map(Origin::component).toArray(String[]::new))
                .bind("sources", rows(edition))
                .then();
    }

    /** Writes the sources of a publication in place of those it has. */
    Mono<Void> rewrite(Edition edition) {
        return database.sql(CLEAR).bind("id", edition.before().id()).then().then(Mono.defer(() -> write(edition)));
    }

    /** Keeps the sources from being dropped before this transaction ends; one that was dropped already is refused. */
    Mono<Void> refuseDropped(Edition edition) {
        boolean local = edition.before().kind() == SourceKind.LOCAL;
        return database.sql(local ? SHARE_REPOSITORIES : SHARE_SNAPSHOTS)
                .bind("sources", rows(edition))
                .map(row -> CatalogRows.number(row, "id"))
                .all()
                .collect(Collectors.toSet())
                .filter(living -> !living.containsAll(List.of(rows(edition))))
                .flatMap(living -> Mono.error(new Refused(
                        local ? CatalogFault.UNKNOWN_REPOSITORY : CatalogFault.UNKNOWN_SNAPSHOT,
                        "a source of " + edition.place() + " was dropped meanwhile")));
    }

    /** Writes what an edition is made of. */
    Mono<Void> of(Edition edition) {
        return database.sql(GENERATION_SOURCES)
                .bind("id", edition.before().id())
                .bind("number", edition.number())
                .bind(
                        "components",
                        edition.sources().stream().map(Pinned::component).toArray(String[]::new))
                .bind(
                        "repositories",
                        numbers(edition, source -> source.repository().value()))
                .bind("revisions", numbers(edition, Pinned::revision))
                .bind("snapshots", numbers(edition, Pinned::snapshot))
                .then();
    }

    private static Long[] numbers(Edition edition, Function<Pinned, Long> number) {
        return edition.sources().stream().map(number).toArray(Long[]::new);
    }

    private static Long[] rows(Edition edition) {
        return edition.madeOf().stream().map(Origin::id).toArray(Long[]::new);
    }
}
