package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.library.check.PoolFacts;
import io.staithe.pool.Blob;
import io.staithe.pool.Location;
import java.time.Instant;
import java.util.Collection;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What PostgreSQL says of files. */
public final class PgPoolFacts implements PoolFacts {
    private static final String BLOB = """
            SELECT id AS blob_id, size_bytes, encode(md5, 'hex') AS md5, encode(sha1, 'hex') AS sha1,
                encode(sha256, 'hex') AS sha256, encode(sha512, 'hex') AS sha512, location
            FROM blob
            """;

    /** Reads blob_kept_digest. */
    private static final String COUNT = "SELECT count(*) AS things FROM blob WHERE state = 'kept'";

    /** By the primary key. */
    private static final String PAGE = BLOB + """
            WHERE id > :after
              AND state = 'kept'
            ORDER BY id
            LIMIT :limit
            """;

    /** By the primary key, backwards. */
    private static final String BEFORE_NEWEST = """
            SELECT coalesce(max(id), 0) AS id
            FROM (
                SELECT id
                FROM blob
                WHERE state = 'kept'
                ORDER BY id DESC
                OFFSET :count
                LIMIT 1) AS oldest
            """;

    /** By the primary key. */
    private static final String KEPT = BLOB + """
            WHERE id = :id
              AND state = 'kept'
            """;

    /** By package_blob_id, package_file_blob_id and upload_file_blob_id, then membership_package. */
    private static final String USERS = """
            (SELECT DISTINCT r.name || ' P' || p.architecture || ' ' || p.name || ' ' || p.version || ' ' || p.files_hash
                AS used
            FROM package p
            JOIN membership m ON m.package_id = p.id AND m.until_revision IS NULL
            JOIN repository r ON r.id = m.repository_id AND r.dropped_at IS NULL
            WHERE p.id IN (
                SELECT id FROM package WHERE blob_id = :blob
                UNION ALL
                SELECT package_id FROM package_file WHERE blob_id = :blob)
            ORDER BY used
            LIMIT 3)
            UNION ALL
            (SELECT 'upload ' || directory || '/' || name
            FROM upload_file
            WHERE blob_id = :blob
            LIMIT 3)
            """;

    private static final String LINKS = """
            SELECT c.id, c.storage, CASE WHEN c.prefix = '.' THEN c.path ELSE c.prefix || '/' || c.path END AS place,
                b.size_bytes
            FROM pool_claim c
            JOIN blob b ON b.id = c.blob_id
            """;

    /** By pool_claim_blob_id. */
    private static final String LINKS_OF = LINKS + """
            WHERE c.blob_id = :blob
              AND c.state = 'kept'
            ORDER BY c.id
            """;

    /** By the primary key. */
    private static final String LINKED = LINKS + """
            WHERE c.id > :after
              AND c.linked
              AND c.state = 'kept'
            ORDER BY c.id
            LIMIT :limit
            """;

    /** Reads the table. */
    private static final String LINK_COUNT =
            "SELECT count(*) AS things FROM pool_claim WHERE linked AND state = 'kept'";

    /** By blob_location. */
    private static final String UNNAMED = """
            SELECT location
            FROM unnest(CAST(:locations AS text[])) AS w (location)
            WHERE NOT EXISTS (SELECT FROM blob b WHERE b.location = w.location)
            """;

    private final DatabaseClient database;

    /** Facts of a database. */
    public PgPoolFacts(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Long> blobs() {
        return count(database, COUNT);
    }

    @Override
    public Mono<Long> links() {
        return count(database, LINK_COUNT);
    }

    /** The number that a statement calls {@code things}. */
    static Mono<Long> count(DatabaseClient database, String sql) {
        return database.sql(sql)
                .map(row -> CatalogRows.number(row, "things"))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Blob> blobs(long after, int limit) {
        return database.sql(PAGE)
                .bind("after", after)
                .bind("limit", limit)
                .map(CatalogRows::blob)
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Long> beforeNewest(int count) {
        return database.sql(BEFORE_NEWEST)
                .bind("count", count)
                .map(row -> CatalogRows.number(row, "id"))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Blob> kept(long blob) {
        return database.sql(KEPT).bind("id", blob).map(CatalogRows::blob).one().onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<String> users(long blob) {
        return database.sql(USERS)
                .bind("blob", blob)
                .map(row -> CatalogRows.text(row, "used"))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Linked> linked(long blob) {
        return database.sql(LINKS_OF)
                .bind("blob", blob)
                .map(PgPoolFacts::link)
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Linked> linked(long after, int limit) {
        return database.sql(LINKED)
                .bind("after", after)
                .bind("limit", limit)
                .map(PgPoolFacts::link)
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    private static Linked link(Readable row) {
        return new Linked(
                CatalogRows.number(row, "id"),
                CatalogRows.text(row, "storage"),
                CatalogRows.text(row, "place"),
                CatalogRows.number(row, "size_bytes"));
    }

    @Override
    public Mono<Void> unlinked(Collection<Long> claims) {
        return database.sql(PgSweeps.UNLINKED)
                .bind("ids", claims.toArray(Long[]::new))
                .then()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Flux<Location> unnamed(Collection<Location> locations) {
        return database.sql(UNNAMED)
                .bind("locations", Columns.texts(locations, Location::value))
                .map(row -> new Location(CatalogRows.text(row, "location")))
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Instant> born() {
        return database.sql(PgSweeps.BORN)
                .map(row -> CatalogRows.instant(row, "born"))
                .one()
                .onErrorMap(SqlFaults::translate);
    }
}
