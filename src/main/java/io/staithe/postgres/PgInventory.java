package io.staithe.postgres;

import static io.staithe.postgres.Columns.joined;

import io.r2dbc.spi.Readable;
import io.staithe.catalog.Catalog.Size;
import io.staithe.catalog.Member;
import io.staithe.catalog.RepositoryId;
import io.staithe.deb.PackageKey;
import io.staithe.deb.Stanza;
import io.staithe.library.policy.Entrant;
import io.staithe.library.policy.Entrant.EntrantFile;
import io.staithe.library.policy.Inventory;
import io.staithe.library.policy.Line;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What policies ask, of PostgreSQL. */
public final class PgInventory implements Inventory {
    /** The bytes of a package {@code p}: by the primary keys of package_file and blob. */
    private static final String BYTES = """
            coalesce(
                (SELECT CAST(sum(fb.size_bytes) AS bigint)
                FROM package_file f
                JOIN blob fb ON fb.id = f.blob_id
                WHERE f.package_id = p.id),
                (SELECT b.size_bytes
                FROM blob b
                WHERE b.id = p.blob_id))
            """;

    /** By membership_since and membership_until: what has changed since the last look, all of it for the first one. */
    private static final String SIZE = """
            WITH known AS (
                SELECT coalesce(max(revision), 0) AS revision, coalesce(max(packages), 0) AS packages,
                    coalesce(max(bytes), 0) AS bytes
                FROM repository_usage
                WHERE repository_id = :repository
            ), moved AS (
                SELECT m.package_id, 1 AS sign
                FROM membership m
                WHERE m.repository_id = :repository
                  AND m.since_revision > (SELECT revision FROM known)
                  AND m.until_revision IS NULL
                UNION ALL
                SELECT m.package_id, -1
                FROM membership m
                WHERE m.repository_id = :repository
                  AND m.until_revision > (SELECT revision FROM known)
                  AND m.since_revision <= (SELECT revision FROM known)
            ), change AS (
                SELECT coalesce(sum(v.sign), 0) AS packages, coalesce(sum(v.sign * %s), 0) AS bytes
                FROM moved v
                JOIN package p ON p.id = v.package_id
            )
            INSERT INTO repository_usage AS u (repository_id, revision, packages, bytes)
            SELECT :repository, :revision, k.packages + c.packages, k.bytes + c.bytes
            FROM known k, change c
            ON CONFLICT (repository_id) DO UPDATE
            SET revision = EXCLUDED.revision,
                packages = EXCLUDED.packages,
                bytes = EXCLUDED.bytes
            RETURNING u.packages, u.bytes
            """.formatted(BYTES);

    /** By membership_open, line by line. */
    private static final String NEWEST = """
            SELECT m.id AS membership_id, p.architecture, p.name, p.version, p.files_hash,
                encode(b.sha256, 'hex') AS sha256
            FROM unnest(string_to_array(:names, chr(30)), string_to_array(:architectures, chr(30)))
                AS line (name, architecture)
            CROSS JOIN LATERAL (
                SELECT id, package_id
                FROM membership
                WHERE repository_id = :repository
                  AND name = line.name
                  AND architecture = line.architecture
                  AND until_revision IS NULL
                  AND id <> ALL (CAST(:without AS bigint[]))
                ORDER BY version_key DESC
                LIMIT :most
            ) m
            JOIN package p ON p.id = m.package_id
            JOIN blob b ON b.id = p.blob_id
            """;

    /** By the primary keys. */
    private static final String SIZES = """
            SELECT m.id, %s AS bytes
            FROM membership m
            JOIN package p ON p.id = m.package_id
            WHERE m.id = ANY (CAST(:memberships AS bigint[]))
            """.formatted(BYTES);

    /** By package_key, then the primary keys of blob and package_file. */
    private static final String ENTRANTS = """
            SELECT p.architecture, p.name, p.version, p.files_hash, p.kind, p.stanza, p.blob_id,
                f.names, f.sizes, f.digests
            FROM
            """ + PackageKeys.PACKAGES + """
            CROSS JOIN LATERAL (
                SELECT array_agg(name ORDER BY place, name) AS names, array_agg(size_bytes ORDER BY place, name) AS sizes,
                    array_agg(encode(sha256, 'hex') ORDER BY place, name) AS digests
                FROM (
                    SELECT p.file_name AS name, 0 AS place, b.size_bytes, b.sha256
                    FROM blob b
                    WHERE b.id = p.blob_id
                    UNION ALL
                    SELECT o.name, 1, b.size_bytes, b.sha256
                    FROM package_file o
                    JOIN blob b ON b.id = o.blob_id
                    WHERE o.package_id = p.id
                      AND o.name <> p.file_name) part) f
            """;

    /** By revision_at, then membership_since. */
    private static final String OVERDUE = """
            SELECT m.id AS membership_id, p.architecture, p.name, p.version, p.files_hash,
                encode(b.sha256, 'hex') AS sha256
            FROM (
                SELECT id, package_id, since_revision
                FROM membership
                WHERE repository_id = :repository
                  AND until_revision IS NULL
                  AND since_revision <= (
                    SELECT v.number
                    FROM revision v
                    WHERE v.repository_id = :repository
                      AND v.at < :before
                    ORDER BY v.at DESC, v.number DESC
                    LIMIT 1)
                ORDER BY since_revision
                LIMIT :most
            ) m
            JOIN package p ON p.id = m.package_id
            JOIN blob b ON b.id = p.blob_id
            """;

    private final DatabaseClient database;

    /** An inventory of a database. */
    public PgInventory(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Size> size(RepositoryId id, long revision) {
        return database.sql(SIZE)
                .bind("repository", id.value())
                .bind("revision", revision)
                .map(row -> new Size(CatalogRows.number(row, "packages"), CatalogRows.number(row, "bytes")))
                .one();
    }

    @Override
    public Flux<Member> newest(RepositoryId id, Collection<Line> lines, int most, Collection<Long> without) {
        if (lines.isEmpty()) {
            return Flux.empty();
        }
        return database.sql(NEWEST)
                .bind("repository", id.value())
                .bind("names", joined(lines, Line::name))
                .bind("architectures", joined(lines, Line::architecture))
                .bind("without", without.toArray(Long[]::new))
                .bind("most", most)
                .map(CatalogRows::member)
                .all();
    }

    @Override
    public Mono<Map<Long, Long>> sizes(Collection<Long> memberships) {
        if (memberships.isEmpty()) {
            return Mono.just(Map.of());
        }
        return database.sql(SIZES)
                .bind("memberships", memberships.toArray(Long[]::new))
                .map(row -> Map.entry(CatalogRows.number(row, "id"), CatalogRows.number(row, "bytes")))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    @Override
    public Flux<Entrant> entrants(Collection<PackageKey> keys, String caller) {
        if (keys.isEmpty()) {
            return Flux.empty();
        }
        return PackageKeys.bind(database.sql(ENTRANTS), keys)
                .map(row -> entrant(row, caller))
                .all();
    }

    private static Entrant entrant(Readable row, String caller) {
        String[] names = Objects.requireNonNull(row.get("names", String[].class));
        Long[] sizes = Objects.requireNonNull(row.get("sizes", Long[].class));
        String[] digests = Objects.requireNonNull(row.get("digests", String[].class));
        List<EntrantFile> files = IntStream.range(0, names.length)
                .mapToObj(i -> new EntrantFile(names[i], sizes[i], digests[i]))
                .toList();
        return new Entrant(
                CatalogRows.key(row),
                CatalogRows.kind(row),
                Stanza.parse(CatalogRows.text(row, "stanza")),
                caller,
                CatalogRows.number(row, "blob_id"),
                files);
    }

    @Override
    public Flux<Member> overdue(RepositoryId id, Instant before, int most) {
        return database.sql(OVERDUE)
                .bind("repository", id.value())
                .bind("before", before)
                .bind("most", most)
                .map(CatalogRows::member)
                .all();
    }
}
