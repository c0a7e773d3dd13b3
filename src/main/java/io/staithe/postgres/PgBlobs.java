package io.staithe.postgres;

import io.staithe.pool.Blob;
import io.staithe.pool.Blobs;
import io.staithe.pool.Digests;
import io.staithe.pool.Location;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The rows of kept bytes on PostgreSQL. */
public final class PgBlobs implements Blobs {
    /** By blob_kept_digest. */
    private static final String TOUCH = """
            UPDATE blob
            SET touched_at = now()
            WHERE sha256 = decode(:sha256, 'hex')
              AND state = 'kept'
            RETURNING
                id AS blob_id,
                size_bytes,
                encode(md5, 'hex') AS md5,
                encode(sha1, 'hex') AS sha1,
                encode(sha256, 'hex') AS sha256,
                encode(sha512, 'hex') AS sha512,
                location
            """;

    /** By the primary key, guarded by blob_location; then by pool_claim_blob_id, in the order of ids. */
    private static final String RELOCATE = """
            WITH moved AS (
                UPDATE blob
                SET location = :to,
                    touched_at = now()
                WHERE id = :id
                  AND location = :from
                  AND state = 'kept'
                RETURNING id, location
            ), linked AS (
                SELECT c.id
                FROM moved m
                JOIN pool_claim c ON c.blob_id = m.id
                WHERE c.linked
                ORDER BY c.id
                FOR UPDATE OF c
            ), unlinked AS (
                UPDATE pool_claim c
                SET linked = false
                FROM linked l
                WHERE c.id = l.id
            )
            SELECT id
            FROM moved
            """;

    /** Guarded by blob_location, on which it waits for a transaction that writes a row of this location. */
    private static final String RENOUNCE = """
            INSERT INTO blob (size_bytes, md5, sha1, sha256, sha512, location, state, doomed_at)
            VALUES (
                :size,
                decode(:md5, 'hex'),
                decode(:sha1, 'hex'),
                decode(:sha256, 'hex'),
                decode(:sha512, 'hex'),
                :location,
                'doomed',
                now())
            ON CONFLICT ON CONSTRAINT blob_location DO NOTHING
            RETURNING location
            """;

    private final DatabaseClient database;

    /** Blobs of a database. */
    public PgBlobs(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Blob> touch(String sha256) {
        return database.sql(TOUCH)
                .bind("sha256", sha256)
                .map(CatalogRows::blob)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Blob> relocate(Blob blob, Location to) {
        return database.sql(RELOCATE)
                .bind("id", blob.id())
                .bind("from", blob.location().value())
                .bind("to", to.value())
                .map(row -> new Blob(blob.id(), blob.digests(), to))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Location> renounce(Digests digests, Location location) {
        return database.sql(RENOUNCE)
                .bind("size", digests.sizeBytes())
                .bind("md5", digests.md5())
                .bind("sha1", digests.sha1())
                .bind("sha256", digests.sha256())
                .bind("sha512", digests.sha512())
                .bind("location", location.value())
                .map(row -> location)
                .one()
                .onErrorMap(SqlFaults::translate);
    }
}
