package io.staithe.postgres;

import io.r2dbc.spi.Readable;
import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.Member;
import io.staithe.catalog.Repository;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.Snapshot;
import io.staithe.deb.Architecture;
import io.staithe.deb.DebVersion;
import io.staithe.deb.PackageKey;
import io.staithe.deb.PackageKind;
import io.staithe.deb.PackageName;
import io.staithe.pool.Blob;
import io.staithe.pool.Digests;
import io.staithe.pool.Location;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the catalogue's values from rows; the columns bear the names that the queries of this room give them. */
final class CatalogRows {
    private CatalogRows() {}

    static Repository repository(Readable row) {
        return new Repository(
                new RepositoryId(number(row, "id")),
                text(row, "name"),
                text(row, "comment"),
                text(row, "default_distribution"),
                text(row, "default_component"),
                number(row, "revision"),
                text(row, "policies"));
    }

    static Snapshot snapshot(Readable row) {
        return new Snapshot(
                number(row, "id"),
                text(row, "name"),
                text(row, "description"),
                text(row, "source_kind"),
                new RepositoryId(number(row, "repository_id")),
                number(row, "revision"),
                instant(row, "created_at"));
    }

    static Member member(Readable row) {
        return new Member(number(row, "membership_id"), key(row), text(row, "sha256"));
    }

    static PackageKey key(Readable row) {
        return new PackageKey(
                new Architecture(text(row, "architecture")),
                new PackageName(text(row, "name")),
                new DebVersion(text(row, "version")),
                text(row, "files_hash"));
    }

    /** A package in full, without the files of a source package. */
    static CataloguedPackage described(Readable row) {
        return new CataloguedPackage(
                number(row, "package_id"),
                kind(row),
                key(row),
                new PackageName(text(row, "source_name")),
                text(row, "stanza"),
                text(row, "file_name"),
                blob(row),
                List.of());
    }

    static PackageKind kind(Readable row) {
        String kind = text(row, "kind");
        return "source".equals(kind)
                ? PackageKind.SOURCE
                : PackageKind.ofFileName("." + kind).orElseThrow();
    }

    static Blob blob(Readable row) {
        Digests digests = new Digests(
                number(row, "size_bytes"),
                text(row, "md5"),
                text(row, "sha1"),
                text(row, "sha256"),
                text(row, "sha512"));
        return new Blob(number(row, "blob_id"), digests, new Location(text(row, "location")));
    }

    static String text(Readable row, String column) {
        return present(row.get(column, String.class), column);
    }

    static long number(Readable row, String column) {
        return present(row.get(column, Long.class), column);
    }

    static Instant instant(Readable row, String column) {
        return present(row.get(column, Instant.class), column);
    }

    private static <T> T present(@Nullable T value, String column) {
        return Objects.requireNonNull(value, column);
    }
}
