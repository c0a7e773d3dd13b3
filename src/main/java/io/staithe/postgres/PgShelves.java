package io.staithe.postgres;

import static io.staithe.postgres.Columns.joined;
import static io.staithe.postgres.Columns.numbers;

import io.r2dbc.spi.Readable;
import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.Member;
import io.staithe.catalog.NewPackage;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.Revision;
import io.staithe.catalog.Shelf;
import io.staithe.catalog.Shelves;
import io.staithe.catalog.Slot;
import io.staithe.catalog.Stocked;
import io.staithe.deb.PackageKey;
import io.staithe.deb.PackageKind;
import io.staithe.fault.Broken;
import io.staithe.pool.Blob;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Packages and memberships on PostgreSQL, whole batches per statement; rows are locked in the order of their keys. */
public final class PgShelves implements Shelves {
    /**
     * By the primary key, twice. Without statistics the planner would rather read all of blob_kept_digest, so it is not
     * told that the rows are in it: a blob without {@code doomed_at} is a kept one. The order keeps two batches from
     * waiting for each other.
     */
    private static final String TOUCH = """
            WITH used AS (
                SELECT id
                FROM blob
                WHERE id = ANY (CAST(:blobs AS bigint[]))
                  AND doomed_at IS NULL
                ORDER BY id
                FOR NO KEY UPDATE
            ), touched AS (
                UPDATE blob
                SET touched_at = now()
                WHERE id = ANY (ARRAY(SELECT id FROM used))
                  AND doomed_at IS NULL
                RETURNING id
            )
            SELECT array_agg(id) AS ids
            FROM touched
            """;

    /** By membership_open, slot by slot: a join may be planned as a scan of the repository. */
    private static final String MEMBERS = """
            SELECT m.id AS membership_id, p.architecture, p.name, p.version, p.files_hash,
                encode(b.sha256, 'hex') AS sha256
            FROM unnest(string_to_array(:names, chr(30)), string_to_array(:architectures, chr(30)), string_to_array(:versions, chr(30)))
                AS slot (name, architecture, version_key)
            CROSS JOIN LATERAL (
                SELECT id, package_id
                FROM membership
                WHERE repository_id = :repository
                  AND name = slot.name
                  AND architecture = slot.architecture
                  AND version_key = decode(slot.version_key, 'hex')
                  AND until_revision IS NULL
                LIMIT 1
            ) m
            JOIN package p ON p.id = m.package_id
            JOIN blob b ON b.id = p.blob_id
            """;

    /** By package_key, then membership_package. */
    private static final String MEMBERS_BY_KEY = """
            SELECT m.id AS membership_id, p.architecture, p.name, p.version, p.files_hash,
                encode(b.sha256, 'hex') AS sha256
            FROM
            """ + PackageKeys.PACKAGES + """
            JOIN membership m
              ON m.package_id = p.id
             AND m.repository_id = :repository
             AND m.until_revision IS NULL
            JOIN blob b ON b.id = p.blob_id
            """;

    /** By package_key. */
    private static final String KNOWN = """
            SELECT p.architecture, p.name, p.version, p.files_hash, encode(b.sha256, 'hex') AS sha256
            FROM
            """ + PackageKeys.PACKAGES + """
            JOIN blob b ON b.id = p.blob_id
            """;

    /** By package_key, then the primary key of package_file. */
    private static final String STOCKED = """
            SELECT p.id, p.architecture, p.name, p.version, p.files_hash, encode(b.sha256, 'hex') AS sha256,
                ARRAY(
                    SELECT f.blob_id
                    FROM package_file f
                    WHERE f.package_id = p.id
                    UNION
                    SELECT p.blob_id
                ) AS blobs
            FROM
            """ + PackageKeys.PACKAGES + """
            JOIN blob b ON b.id = p.blob_id
            """;

    /** By blob_kept_digest, package_file_blob_id and membership_package. */
    private static final String SOURCE_PARTS = """
            SELECT b.id AS blob_id, b.size_bytes, encode(b.md5, 'hex') AS md5, encode(b.sha1, 'hex') AS sha1,
                encode(b.sha256, 'hex') AS sha256, encode(b.sha512, 'hex') AS sha512, b.location
            FROM blob b
            WHERE b.state = 'kept'
              AND b.sha256 IN (SELECT decode(digest, 'hex') FROM unnest(CAST(:digests AS text[])) AS digest)
              AND EXISTS (
                SELECT 1
                FROM package_file f
                JOIN membership m ON m.package_id = f.package_id
                WHERE f.blob_id = b.id
                  AND m.repository_id = :repository
                  AND m.until_revision IS NULL
              )
            """;

    /** By the primary key. A closed interval is never closed again. */
    private static final String CLOSE = """
            UPDATE membership
            SET until_revision = closing.until_revision
            FROM unnest(CAST(:memberships AS bigint[]), CAST(:untils AS bigint[]))
                AS closing (membership_id, until_revision)
            WHERE membership.id = closing.membership_id
              AND membership.repository_id = :repository
              AND membership.until_revision IS NULL
            """;

    /** By the primary key. */
    private static final String PRESENT = """
            SELECT array_agg(id) AS ids
            FROM package
            WHERE id = ANY (CAST(:packages AS bigint[]))
            """;

    /** Guarded by membership_open. What is sent goes through a row of its own: see {@link PackageWriter}. */
    private static final String OPEN = """
            INSERT INTO membership (repository_id, package_id, name, version, version_key, architecture, files_hash,
                since_revision, until_revision)
            SELECT :repository, p.id, p.name, p.version, p.version_key, p.architecture, p.files_hash,
                opening.since_revision, NULLIF(opening.until_revision, 0)
            FROM (
                SELECT CAST(:packages AS bigint[]) AS packages, CAST(:sinces AS bigint[]) AS sinces,
                    CAST(:untils AS bigint[]) AS untils
                OFFSET 0) sent
            CROSS JOIN LATERAL unnest(packages, sinces, untils) AS opening (package_id, since_revision, until_revision)
            JOIN package p ON p.id = opening.package_id
            """;

    private final DatabaseClient database;
    private final ShelfFiller filler;
    private final PackageWriter packages;

    /** Shelves on a database. */
    public PgShelves(DatabaseClient database) {
        this(database, PackageWriter.TOGETHER);
    }

    /** Shelves that write so many packages with a statement. */
    public PgShelves(DatabaseClient database, int together) {
        this.database = database;
        this.filler = new ShelfFiller(database);
        this.packages = new PackageWriter(database, together);
    }

    @Override
    public Flux<Long> touch(Collection<Long> blobs) {
        if (blobs.isEmpty()) {
            return Flux.empty();
        }
        return database.sql(TOUCH)
                .bind("blobs", blobs.stream().distinct().toArray(Long[]::new))
                .map(PgShelves::ids)
                .one()
                .flatMapIterable(ids -> ids);
    }

    @Override
    public Flux<Member> members(RepositoryId id, Collection<Slot> slots) {
        if (slots.isEmpty()) {
            return Flux.empty();
        }
        List<Slot> distinct = slots.stream().distinct().toList();
        return database.sql(MEMBERS)
                .bind("repository", id.value())
                .bind("names", joined(distinct, slot -> slot.name().value()))
                .bind(
                        "architectures",
                        joined(distinct, slot -> slot.architecture().value()))
                .bind("versions", joined(distinct, Slot::versionKey))
                .map(CatalogRows::member)
                .all();
    }

    @Override
    public Flux<Member> membersByKey(RepositoryId id, Collection<PackageKey> keys) {
        if (keys.isEmpty()) {
            return Flux.empty();
        }
        return PackageKeys.bind(database.sql(MEMBERS_BY_KEY), keys)
                .bind("repository", id.value())
                .map(CatalogRows::member)
                .all();
    }

    @Override
    public Flux<Known> known(Collection<PackageKey> keys) {
        if (keys.isEmpty()) {
            return Flux.empty();
        }
        return PackageKeys.bind(database.sql(KNOWN), keys)
                .map(row -> new Known(CatalogRows.key(row), CatalogRows.text(row, "sha256")))
                .all();
    }

    @Override
    public Flux<Stocked> stocked(Collection<PackageKey> keys) {
        if (keys.isEmpty()) {
            return Flux.empty();
        }
        return PackageKeys.bind(database.sql(STOCKED), keys)
                .map(row -> new Stocked(
                        CatalogRows.number(row, "id"),
                        CatalogRows.key(row),
                        CatalogRows.text(row, "sha256"),
                        List.of(Objects.requireNonNull(row.get("blobs", Long[].class)))))
                .all();
    }

    @Override
    public Flux<Blob> sourceParts(RepositoryId id, Collection<String> sha256) {
        if (sha256.isEmpty()) {
            return Flux.empty();
        }
        return database.sql(SOURCE_PARTS)
                .bind("repository", id.value())
                .bind("digests", sha256.stream().distinct().toArray(String[]::new))
                .map(CatalogRows::blob)
                .all();
    }

    @Override
    public Mono<Long> fill(Revision.Change untold, RepositoryId from, long revision) {
        return filler.fill(untold, from, revision);
    }

    @Override
    public Mono<Map<PackageKey, Long>> catalogue(RepositoryId id, Collection<NewPackage> arrivals) {
        return packages.catalogue(id, arrivals);
    }

    @Override
    public Flux<Long> present(Collection<Long> rows) {
        if (rows.isEmpty()) {
            return Flux.empty();
        }
        return database.sql(PRESENT)
                .bind("packages", rows.toArray(Long[]::new))
                .map(PgShelves::ids)
                .one()
                .flatMapIterable(ids -> ids);
    }

    @Override
    public Mono<Void> write(RepositoryId id, Shelf shelf) {
        return close(id, shelf.closings()).then(Mono.defer(() -> open(id, shelf.openings())));
    }

    private Mono<Void> close(RepositoryId id, List<Shelf.Closing> closings) {
        if (closings.isEmpty()) {
            return Mono.empty();
        }
        return database.sql(CLOSE)
                .bind("repository", id.value())
                .bind("memberships", numbers(closings, Shelf.Closing::membership))
                .bind("untils", numbers(closings, Shelf.Closing::until))
                .fetch()
                .rowsUpdated()
                .filter(closed -> closed == closings.size())
                .switchIfEmpty(Mono.error(() -> new Broken(
                        CatalogFault.INTERVAL_LOST,
                        "of " + closings.size() + " memberships of repository " + id + " to close, some are not open")))
                .then();
    }

    /** What the catalogue knows, and what comes again in one batch, is opened once the rows of all others are known. */
    private Mono<Void> open(RepositoryId id, List<Shelf.Opening> openings) {
        Map<PackageKey, Shelf.Opening> arriving = new LinkedHashMap<>();
        List<Shelf.Opening> others = new ArrayList<>();
        openings.forEach(opening -> {
            if (opening.arrival() == null || arriving.putIfAbsent(opening.key(), opening) != null) {
                others.add(opening);
            }
        });
        return packages.open(id, arriving.values()).flatMap(ids -> memberships(id, ids, others));
    }

    private Mono<Void> memberships(RepositoryId id, Map<PackageKey, Long> ids, List<Shelf.Opening> openings) {
        if (openings.isEmpty()) {
            return Mono.empty();
        }
        return database.sql(OPEN)
                .bind("repository", id.value())
                .bind("packages", numbers(openings, opening -> row(opening, ids)))
                .bind("sinces", numbers(openings, Shelf.Opening::since))
                .bind("untils", numbers(openings, Shelf.Opening::until))
                .fetch()
                .rowsUpdated()
                .flatMap(opened -> SqlFaults.repeatUnless(opened == openings.size(), "packages were swept"));
    }

    private static Long row(Shelf.Opening opening, Map<PackageKey, Long> ids) {
        return opening.arrival() == null ? opening.known() : Objects.requireNonNull(ids.get(opening.key()));
    }

    /** Thousands of rows cost more to read than one array. */
    private static List<Long> ids(Readable row) {
        Long[] ids = row.get("ids", Long[].class);
        return ids == null ? List.of() : List.of(ids);
    }

    static String kind(PackageKind kind) {
        return kind == PackageKind.SOURCE ? "source" : kind.extension();
    }
}
