package io.staithe.postgres;

import io.staithe.catalog.RepositoryId;
import io.staithe.deb.Architecture;
import io.staithe.deb.DebVersion;
import io.staithe.deb.PackageKey;
import io.staithe.deb.PackageName;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;

/** Packages and members as rows, written past everything that checks them. Blocks. */
final class PackageRows {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String PUT = """
            WITH kept AS (
                INSERT INTO blob (size_bytes, md5, sha1, sha256, sha512, location)
                VALUES (1, decode(repeat('00', 16), 'hex'), decode(repeat('00', 20), 'hex'),
                    sha256(convert_to(:location, 'UTF8')), decode(repeat('00', 64), 'hex'), :location)
                RETURNING id
            ), known AS (
                INSERT INTO package (kind, name, version, version_key, architecture, files_hash, source_name,
                    source_version, stanza, blob_id, file_name)
                SELECT :kind, :name, :version, decode(:key, 'hex'), :architecture, :hash, :name, :version, :stanza, id, 'f'
                FROM kept
                RETURNING id
            )
            INSERT INTO membership (repository_id, package_id, name, version_key, architecture, since_revision)
            SELECT :repository, id, :name, decode(:key, 'hex'), :architecture, 1
            FROM known
            """;

    private final DatabaseClient database;
    private int number;

    PackageRows(DatabaseClient database) {
        this.database = database;
    }

    /** A repository at revision 1. */
    RepositoryId repository(String name) {
        return new RepositoryId(Objects.requireNonNull(
                database.sql("INSERT INTO repository (name, revision) VALUES (:name, 1) RETURNING id")
                        .bind("name", name)
                        .mapValue(Long.class)
                        .one()
                        .block(TIMEOUT)));
    }

    /** A member of bytes of its own, of no architecture but {@code source} for a source package. */
    PackageKey put(RepositoryId repository, String name, String version, String architecture, String stanza) {
        DebVersion wanted = new DebVersion(version);
        PackageKey key = new PackageKey(
                new Architecture(architecture), new PackageName(name), wanted, String.format("%08x", ++number));
        database.sql(PUT)
                .bind("repository", repository.value())
                .bind("kind", architecture.equals("source") ? "source" : "deb")
                .bind("name", name)
                .bind("version", version)
                .bind("key", HexFormat.of().formatHex(wanted.orderKey()))
                .bind("architecture", architecture)
                .bind("hash", key.filesHash())
                .bind("stanza", stanza)
                .bind("location", key.toString())
                .then()
                .block(TIMEOUT);
        return key;
    }

    PackageKey put(RepositoryId repository, String name, String version, String architecture) {
        return put(repository, name, version, architecture, "");
    }
}
