package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.publish.ArchiveView;
import io.staithe.publish.Place;
import java.time.Instant;
import java.util.Collection;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tells from PostgreSQL what is published; each question is one statement. */
public final class PgArchiveView implements ArchiveView {
    /** By publication_place and publication_aliases, then the primary key of generation. */
    private static final String CURRENT = """
            WITH named AS (
                SELECT p.id, p.generation, p.distribution, p.distribution AS name
                FROM publication p
                WHERE p.storage = :storage
                  AND p.prefix = :prefix
                  AND p.distribution = ANY (CAST(:distributions AS text[]))
                  AND p.dropped_at IS NULL
                UNION ALL
                SELECT p.id, p.generation, p.distribution, a.name
                FROM publication p
                CROSS JOIN LATERAL unnest(p.aliases) AS a (name)
                WHERE p.storage = :storage
                  AND p.prefix = :prefix
                  AND p.aliases <> '{}'
                  AND p.aliases && CAST(:distributions AS text[])
                  AND a.name = ANY (CAST(:distributions AS text[]))
                  AND p.dropped_at IS NULL
            ), longest AS (
                SELECT id, generation, distribution, name
                FROM named
                ORDER BY length(name) DESC
                LIMIT 1
            )
            SELECT n.id AS publication_id, g.number, CAST(:storage AS text) AS storage, n.distribution, n.name, g.staging, g.last_modified
            FROM longest n
            JOIN generation g ON g.publication_id = n.id AND g.number = n.generation
            """;

    /** By the primary key. */
    private static final String GENERATION = """
            SELECT g.publication_id, g.number, p.storage, p.distribution, p.distribution AS name, g.staging, g.last_modified
            FROM generation g
            JOIN publication p ON p.id = g.publication_id
            WHERE g.publication_id = :publication
              AND g.number = :number
              AND g.state = 'kept'
            """;

    /** By the primary key, backwards. */
    private static final String GENERATION_AT = """
            SELECT g.publication_id, g.number, p.storage, p.distribution, p.distribution AS name, g.staging, g.last_modified
            FROM generation g
            JOIN publication p ON p.id = g.publication_id
            WHERE g.publication_id = :publication
              AND g.created_at <= :at
              AND g.state = 'kept'
            ORDER BY g.number DESC
            LIMIT 1
            """;

    /** By primary keys, then membership_order: files are named after their package, or lie beside their .dsc. */
    private static final String CARRIED_THEN = """
            SELECT false AS replaced, g.created_at, b.id AS blob_id, b.size_bytes, encode(b.md5, 'hex') AS md5,
                encode(b.sha1, 'hex') AS sha1, encode(b.sha256, 'hex') AS sha256,
                encode(b.sha512, 'hex') AS sha512, b.location
            FROM generation g
            JOIN publication p ON p.id = g.publication_id
            JOIN generation_source s ON s.publication_id = g.publication_id AND s.number = g.number
            JOIN membership m
              ON m.repository_id = s.repository_id
             AND m.name IN (split_part(:file, '_', 1), :source)
             AND m.since_revision <= s.revision
             AND (m.until_revision IS NULL OR m.until_revision > s.revision)
            JOIN package k ON k.id = m.package_id AND k.source_name = :source
            LEFT JOIN package_file f ON f.package_id = k.id AND f.name = :file
            JOIN blob b ON b.id = CASE WHEN k.file_name = :file THEN k.blob_id ELSE f.blob_id END
            WHERE g.publication_id = :publication
              AND g.number = :number
              AND g.state = 'kept'
              AND :directory IN (s.component, p.distribution || '/' || s.component)
            LIMIT 1
            """;

    /** By pool_claim_path. */
    private static final String CARRIED = """
            SELECT c.replaced, c.created_at, b.id AS blob_id, b.size_bytes, encode(b.md5, 'hex') AS md5,
                encode(b.sha1, 'hex') AS sha1, encode(b.sha256, 'hex') AS sha256,
                encode(b.sha512, 'hex') AS sha512, b.location
            FROM pool_claim c
            JOIN blob b ON b.id = c.blob_id
            WHERE c.storage = :storage
              AND c.prefix = :prefix
              AND c.path = :path
              AND c.state = 'kept'
            """;

    /** By pool_claim_path, then the primary key of pool_use. */
    private static final String CARRIED_BY = CARRIED + """
              AND EXISTS (
                SELECT 1
                FROM pool_use u
                WHERE u.claim_id = c.id
                  AND u.publication_id = ANY (CAST(:publications AS bigint[])))
            """;

    /** By the primary key. */
    private static final String PLACE = """
            SELECT storage, prefix, distribution
            FROM publication
            WHERE id = :publication
            """;

    /** By publication_place. */
    private static final String LIVING = """
            SELECT id, distribution
            FROM publication
            WHERE storage = :storage
              AND prefix = :prefix
              AND dropped_at IS NULL
            """;

    /** By publication_place and publication_aliases. */
    private static final String GROUP = """
            SELECT p.id AS publication_id, g.number, p.storage, p.distribution, p.distribution AS name, g.staging,
                g.last_modified
            FROM publication p
            JOIN generation g ON g.publication_id = p.id AND g.number = p.generation
            WHERE p.storage = :storage
              AND p.prefix = :prefix
              AND split_part(p.distribution, '/', 1) = :first
              AND p.dropped_at IS NULL
            UNION ALL
            SELECT p.id, g.number, p.storage, p.distribution, CAST(:first AS text), g.staging, g.last_modified
            FROM publication p
            JOIN generation g ON g.publication_id = p.id AND g.number = p.generation
            WHERE p.storage = :storage
              AND p.prefix = :prefix
              AND p.aliases <> '{}'
              AND p.aliases && ARRAY[CAST(:first AS text)]
              AND p.dropped_at IS NULL
            ORDER BY name
            """;

    /** Reads the whole table, once a minute. */
    private static final String GROUPS = """
            SELECT DISTINCT storage, prefix, split_part(distribution, '/', 1) AS first
            FROM publication
            WHERE dropped_at IS NULL
               OR dropped_at > now() - INTERVAL '1 day'
            UNION
            SELECT storage, prefix, unnest(aliases) AS first
            FROM publication
            WHERE dropped_at IS NULL
               OR dropped_at > now() - INTERVAL '1 day'
            """;

    private final DatabaseClient database;

    /** A view of a database. */
    public PgArchiveView(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Shown> current(String storage, String prefix, Collection<String> distributions) {
        return database.sql(CURRENT)
                .bind("storage", storage)
                .bind("prefix", prefix)
                .bind("distributions", distributions.toArray(String[]::new))
                .map(PublicationRows::shown)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Shown> generation(long publication, long number) {
        return database.sql(GENERATION)
                .bind("publication", publication)
                .bind("number", number)
                .map(PublicationRows::shown)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Shown> generation(long publication, Instant at) {
        return database.sql(GENERATION_AT)
                .bind("publication", publication)
                .bind("at", at)
                .map(PublicationRows::shown)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Carried> carried(long publication, long number, PoolName name) {
        return database.sql(CARRIED_THEN)
                .bind("publication", publication)
                .bind("number", number)
                .bind("directory", name.directory())
                .bind("source", name.source())
                .bind("file", name.file())
                .map(PgArchiveView::carried)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Carried> carried(String storage, String prefix, String path) {
        return database.sql(CARRIED)
                .bind("storage", storage)
                .bind("prefix", prefix)
                .bind("path", path)
                .map(PgArchiveView::carried)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Carried> carried(String storage, String prefix, String path, Collection<Long> publications) {
        return database.sql(CARRIED_BY)
                .bind("storage", storage)
                .bind("prefix", prefix)
                .bind("path", path)
                .bind("publications", publications.toArray(Long[]::new))
                .map(PgArchiveView::carried)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Place> place(long publication) {
        return database.sql(PLACE)
                .bind("publication", publication)
                .map(row -> new Place(
                        CatalogRows.text(row, "storage"),
                        CatalogRows.text(row, "prefix"),
                        CatalogRows.text(row, "distribution")))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Living> living(String storage, String prefix) {
        return database.sql(LIVING)
                .bind("storage", storage)
                .bind("prefix", prefix)
                .map(row -> new Living(CatalogRows.number(row, "id"), CatalogRows.text(row, "distribution")))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Shown> group(Group group) {
        return database.sql(GROUP)
                .bind("storage", group.storage())
                .bind("prefix", group.prefix())
                .bind("first", group.first())
                .map(PublicationRows::shown)
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Group> groups() {
        return database.sql(GROUPS)
                .map(row -> new Group(
                        CatalogRows.text(row, "storage"),
                        CatalogRows.text(row, "prefix"),
                        CatalogRows.text(row, "first")))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    private static Carried carried(Readable row) {
        return new Carried(
                CatalogRows.blob(row),
                Objects.requireNonNull(row.get("replaced", Boolean.class)),
                CatalogRows.instant(row, "created_at"));
    }
}
