package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.catalog.RepositoryId;
import io.staithe.deb.PackageFileName;
import io.staithe.library.arrival.Occupants;
import io.staithe.queue.Lane;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a repository has now, on PostgreSQL. */
public final class PgOccupants implements Occupants {
    private static final String COLUMNS = """
            SELECT p.architecture, p.name, p.version, p.files_hash, b.id AS blob_id, b.size_bytes,
                encode(b.md5, 'hex') AS md5, encode(b.sha1, 'hex') AS sha1, encode(b.sha256, 'hex') AS sha256,
                encode(b.sha512, 'hex') AS sha512, b.location
            """;

    /** By membership_open, all versions of a name, then primary keys. */
    private static final String NAMED = COLUMNS + """
            FROM membership m
            JOIN package p ON p.id = m.package_id
            JOIN blob b ON b.id = p.blob_id
            WHERE m.repository_id = :repository
              AND m.name = :name
              AND m.architecture = :architecture
              AND m.until_revision IS NULL
              AND (m.version = :version OR regexp_replace(m.version, '^[0-9]+:', '') = :version)
            """;

    /** By blob_kept_digest, package_blob_id and membership_package. */
    private static final String HOLDING = COLUMNS + """
            FROM blob b
            JOIN package p ON p.blob_id = b.id
            JOIN membership m ON m.package_id = p.id
            WHERE b.sha256 = decode(:sha256, 'hex')
              AND b.state = 'kept'
              AND m.repository_id = :repository
              AND m.until_revision IS NULL
            LIMIT 1
            """;

    /** By the primary key; lanes of unfinished tasks only are there. */
    private static final String TO_CHANGE = """
            SELECT EXISTS (SELECT 1 FROM task_lane WHERE lane = :lane AND changes) AS waits
            """;

    private final DatabaseClient database;

    /** Members in a database. */
    public PgOccupants(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Flux<Occupant> named(RepositoryId repository, PackageFileName name) {
        return database.sql(NAMED)
                .bind("repository", repository.value())
                .bind("name", name.name())
                .bind("architecture", name.architecture())
                .bind("version", name.version())
                .map(PgOccupants::occupant)
                .all()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Occupant> holding(RepositoryId repository, String sha256) {
        return database.sql(HOLDING)
                .bind("repository", repository.value())
                .bind("sha256", sha256)
                .map(PgOccupants::occupant)
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    @Override
    public Mono<Boolean> isToChange(Lane lane) {
        return database.sql(TO_CHANGE)
                .bind("lane", lane.name())
                .map(row -> Objects.requireNonNull(row.get("waits", Boolean.class)))
                .one()
                .onErrorMap(SqlFaults::translate);
    }

    private static Occupant occupant(Readable row) {
        return new Occupant(CatalogRows.key(row), CatalogRows.blob(row).digests());
    }
}
