package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.publish.Kept;
import io.staithe.publish.Place;
import io.staithe.publish.Present;
import io.staithe.publish.PublicationStore;
import io.staithe.publish.sources.SourceChanges;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads publications from PostgreSQL. */
public final class PgPublications implements PublicationStore {
    /** By the primary key. */
    private static final String LIVING = PublicationRows.PRESENT + """
            WHERE p.dropped_at IS NULL
            ORDER BY p.id
            """;

    /** By publication_place. */
    private static final String BY_PLACE = PublicationRows.PRESENT + """
            WHERE p.storage = :storage
              AND p.prefix = :prefix
              AND p.distribution = :distribution
              AND p.dropped_at IS NULL
            """;

    /** By the primary key. */
    private static final String BY_ID = PublicationRows.PRESENT + """
            WHERE p.id = :id
              AND p.dropped_at IS NULL
            """;

    /** By the primary keys of publication, task_lane and task. */
    private static final String COMING_SOURCES = """
            SELECT source ->> 'name' AS name
            FROM publication p
            CROSS JOIN LATERAL jsonb_array_elements(p.pending) AS source
            WHERE p.id = :publication
            UNION
            SELECT source ->> 'name'
            FROM task_lane l
            JOIN task t ON t.id = l.task_id
            CROSS JOIN LATERAL jsonb_array_elements(t.payload -> 'sources') AS source
            WHERE l.lane = :lane
              AND l.home
              AND t.kind = ANY (CAST(:kinds AS text[]))
            """;

    /** By the primary keys. */
    private static final String SHOWN = """
            SELECT p.id, s.component, s.repository_id, s.revision
            FROM publication p
            JOIN generation_source s ON s.publication_id = p.id AND s.number = p.generation
            WHERE p.dropped_at IS NULL
            """;

    /** By the primary keys. */
    private static final String KEPT = """
            SELECT g.number, g.created_at, g.released_at, g.valid_until, g.packages,
                s.components, s.names, s.revisions
            FROM generation g
            CROSS JOIN LATERAL (
                SELECT array_agg(o.component ORDER BY o.component COLLATE "C") AS components,
                    array_agg(coalesce(n.name, r.name) ORDER BY o.component COLLATE "C") AS names,
                    array_agg(o.revision ORDER BY o.component COLLATE "C") AS revisions
                FROM generation_source o
                JOIN repository r ON r.id = o.repository_id
                LEFT JOIN snapshot n ON n.id = o.snapshot_id
                WHERE o.publication_id = g.publication_id
                  AND o.number = g.number
            ) s
            WHERE g.publication_id = :publication
              AND g.state = 'kept'
              AND (CAST(:number AS bigint) IS NULL OR g.number = :number)
            ORDER BY g.number DESC
            """;

    private final DatabaseClient database;
    private final MemberCounts counts;

    /** Publications in a database. */
    public PgPublications(DatabaseClient database) {
        this.database = database;
        this.counts = new MemberCounts(database);
    }

    @Override
    public Flux<Present> living() {
        return database.sql(LIVING).map(PublicationRows::present).all().onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Present> living(Place place) {
        return database.sql(BY_PLACE)
                .bind("storage", place.storage())
                .bind("prefix", place.prefix())
                .bind("distribution", place.distribution())
                .map(PublicationRows::present)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<String> comingSources(Present publication) {
        return database.sql(COMING_SOURCES)
                .bind("publication", publication.id())
                .bind("lane", publication.place().lane().name())
                .bind("kinds", SourceChanges.NAMING.toArray(String[]::new))
                .map(row -> CatalogRows.text(row, "name"))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Kept> kept(long publication) {
        return database.sql(KEPT)
                .bind("publication", publication)
                .bindNull("number", Long.class)
                .map(PublicationRows::kept)
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Kept> kept(long publication, long number) {
        return database.sql(KEPT)
                .bind("publication", publication)
                .bind("number", number)
                .map(PublicationRows::kept)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Shown> shown() {
        return database.sql(SHOWN)
                .map(Source::of)
                .all()
                .collectList()
                .zipWhen(sources -> counts.of(sources.stream().map(Source::at).toList()))
                .flatMapIterable(counted -> counted.getT1().stream()
                        .map(source -> new Shown(
                                source.publication(),
                                source.component(),
                                counted.getT2().getOrDefault(source.at(), 0L)))
                        .toList())
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Present> living(long id) {
        return database.sql(BY_ID)
                .bind("id", id)
                .map(PublicationRows::present)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    private record Source(long publication, String component, MemberCounts.At at) {
        static Source of(Readable row) {
            return new Source(
                    CatalogRows.number(row, "id"),
                    CatalogRows.text(row, "component"),
                    new MemberCounts.At(CatalogRows.number(row, "repository_id"), CatalogRows.number(row, "revision")));
        }
    }
}
