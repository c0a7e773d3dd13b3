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
