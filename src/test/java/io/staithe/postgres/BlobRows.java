package io.staithe.postgres;

import io.staithe.catalog.NewPackage;
import io.staithe.testkit.Specimen;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;

/** Rows of blobs whose bytes nobody reads. */
final class BlobRows {
    private static final String INSERT = """
            INSERT INTO blob (size_bytes, md5, sha1, sha256, sha512, location)
            VALUES (:size, decode(:md5, 'hex'), decode(:sha1, 'hex'), decode(:sha256, 'hex'), decode(:sha512, 'hex'),
                :location)
            RETURNING id
            """;

    private BlobRows() {}

    /** The package, whose bytes have a row now. */
    static NewPackage stored(DatabaseClient database, Specimen specimen) {
        var digests = Specimen.digests(specimen.content());
        return specimen.found(Objects.requireNonNull(database.sql(INSERT)
                .bind("size", digests.sizeBytes())
                .bind("md5", digests.md5())
                .bind("sha1", digests.sha1())
                .bind("sha256", digests.sha256())
                .bind("sha512", digests.sha512())
                .bind("location", UUID.randomUUID().toString())
                .mapValue(Long.class)
                .one()
                .block(Duration.ofSeconds(30))));
    }
}
