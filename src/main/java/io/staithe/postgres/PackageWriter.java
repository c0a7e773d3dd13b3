package io.staithe.postgres;

import static io.staithe.postgres.Columns.joined;
import static io.staithe.postgres.Columns.numbers;

import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.CataloguedPackage.PackageFile;
import io.staithe.catalog.NewPackage;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.Shelf;
import io.staithe.deb.PackageKey;
import io.staithe.fault.Refused;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Opens memberships of packages that may be new, which it writes with their files: a statement for some hundreds.
 *
 * <p>While the database works at one of them the next ones are made ready, and few are in memory.
 */
final class PackageWriter {
    /** How many packages a statement writes. */
    static final int TOGETHER = 500;

    private static final int AT_ONCE = 4;

    /**
     * Adds what is sent; it goes through a row of its own, or the planner would take the columns apart, and copy them
     * about.
     */
    private static final String ARRIVALS = """
            WITH sent AS MATERIALIZED (
                SELECT CAST(:kinds AS text) AS kinds, CAST(:names AS text) AS names, CAST(:versions AS text) AS versions,
                    CAST(:versionKeys AS text) AS version_keys, CAST(:architectures AS text) AS architectures,
                    CAST(:hashes AS text) AS hashes, CAST(:sources AS text) AS sources,
                    CAST(:sourceVersions AS text) AS source_versions, CAST(:stanzas AS text) AS stanzas,
                    CAST(:blobs AS bigint[]) AS blobs, CAST(:fileNames AS text) AS file_names
            ), catalogued AS (
                INSERT INTO package (kind, name, version, version_key, architecture, files_hash, source_name,
                    source_version, stanza, blob_id, file_name)
                SELECT kind, name, version, decode(version_key, 'hex'), architecture, files_hash, source_name,
                    source_version, stanza, blob_id, file_name
                FROM sent
                CROSS JOIN LATERAL unnest(
                    string_to_array(kinds, chr(30)), string_to_array(names, chr(30)), string_to_array(versions, chr(30)),
                    string_to_array(version_keys, chr(30)), string_to_array(architectures, chr(30)),
                    string_to_array(hashes, chr(30)), string_to_array(sources, chr(30)),
                    string_to_array(source_versions, chr(30)), string_to_array(stanzas, chr(30)),
                    blobs, string_to_array(file_names, chr(30))
                ) AS arrival (kind, name, version, version_key, architecture, files_hash, source_name, source_version,
                    stanza, blob_id, file_name)
            """;

    /**
     * Guarded by package_key. A known package takes the blob that was touched; other bytes give no row. The packages
     * come in the byte order of their keys, so that two batches do not wait for each other; the rows go as one array in
     * that order, since thousands of them cost more to read than to write.
     */
    private static final String OPEN = ARRIVALS + """
                ON CONFLICT ON CONSTRAINT package_key DO UPDATE
                SET blob_id = EXCLUDED.blob_id
                WHERE package.blob_id = EXCLUDED.blob_id
                   OR (SELECT sha256 FROM blob WHERE id = package.blob_id)
                    = (SELECT sha256 FROM blob WHERE id = EXCLUDED.blob_id)
                RETURNING id, name, version, version_key, architecture, files_hash
            ), numbered AS (
                SELECT id, name, version, version_key, architecture, files_hash,
                    row_number() OVER (ORDER BY architecture COLLATE "C", name COLLATE "C", version COLLATE "C",
                        files_hash COLLATE "C") AS position
                FROM catalogued
            ), opened AS (
                INSERT INTO membership (repository_id, package_id, name, version, version_key, architecture, files_hash,
                    since_revision, until_revision)
                SELECT :repository, id, name, version, version_key, architecture, files_hash,
                    (CAST(:sinces AS bigint[]))[position], NULLIF((CAST(:untils AS bigint[]))[position], 0)
                FROM numbered
            )
            SELECT coalesce(array_agg(id ORDER BY position), '{}') AS ids
            FROM numbered
            """;

    /** Guarded by package_key; slot by slot by membership_open. Tells the rows in the byte order of their keys. */
    private static final String CATALOGUE = ARRIVALS + """
                WHERE (
                    SELECT count(*)
                    FROM membership m
                    WHERE m.repository_id = :repository
                      AND m.name = arrival.name
                      AND m.architecture = arrival.architecture
                      AND m.version_key = decode(arrival.version_key, 'hex')
                      AND m.until_revision IS NULL) = 0
                ON CONFLICT ON CONSTRAINT package_key DO NOTHING
                RETURNING id, name, version, architecture, files_hash
            )
            SELECT coalesce(array_agg(id ORDER BY architecture COLLATE "C", name COLLATE "C", version COLLATE "C",
                files_hash COLLATE "C"), '{}') AS ids
            FROM catalogued
            """;

    /** The byte order of keys, all of whose characters are ASCII. */
    private static final Comparator<PackageKey> BY_KEY = Comparator.comparing(
                    (PackageKey key) -> key.architecture().value())
            .thenComparing(key -> key.name().value())
            .thenComparing(key -> key.version().value())
            .thenComparing(PackageKey::filesHash);

    /** Guarded by the primary key. */
    private static final String CATALOGUE_FILES = """
            INSERT INTO package_file (package_id, name, blob_id)
            SELECT package_id, name, blob_id
            FROM unnest(CAST(:packages AS bigint[]), string_to_array(:names, chr(30)), CAST(:blobs AS bigint[]))
                AS file (package_id, name, blob_id)
            ORDER BY package_id, name
            ON CONFLICT (package_id, name) DO UPDATE
            SET blob_id = EXCLUDED.blob_id
            WHERE package_file.blob_id <> EXCLUDED.blob_id
            """;

    private final DatabaseClient database;
    private final int together;

    PackageWriter(DatabaseClient database, int together) {
        this.database = database;
        this.together = together;
    }

    /**
     * Writes packages of one file that are new, and whose slots in a repository nobody holds, each statement on a
     * connection and in a transaction of its own. Emits the rows by key of each statement all of whose packages are.
     * Nothing where they would be a statement or two, which are not worth commits of their own.
     */
    Mono<Map<PackageKey, Long>> catalogue(RepositoryId id, Collection<NewPackage> packages) {
        if (packages.size() <= 2 * together) {
            return Mono.just(Map.of());
        }
        return Flux.fromStream(() -> packages.stream()
                        .filter(arrival -> arrival.files().isEmpty())
                        .sorted(Comparator.comparing(NewPackage::key, BY_KEY)))
                .buffer(together)
                .flatMapDelayError(part -> catalogued(id, part), AT_ONCE, 1)
                .collect(HashMap::new, Map::putAll);
    }

    private Mono<Map<PackageKey, Long>> catalogued(RepositoryId id, List<NewPackage> arrivals) {
        return bind(database.sql(CATALOGUE), arrivals)
                .bind("repository", id.value())
                .map(row -> Objects.requireNonNull(row.get("ids", Long[].class)))
                .one()
                .filter(ids -> ids.length == arrivals.size())
                .map(ids -> rows(arrivals, ids));
    }

    /**
     * Opens these, each of another package that may be new. Emits the rows of the packages by key;
     * {@code PACKAGE_DIFFERS} where other bytes have the key of one.
     */
    Mono<Map<PackageKey, Long>> open(RepositoryId id, Collection<Shelf.Opening> openings) {
        return Flux.fromStream(() -> openings.stream().sorted(Comparator.comparing(Shelf.Opening::key, BY_KEY)))
                .buffer(together)
                .flatMapSequentialDelayError(part -> opened(id, part), AT_ONCE, 1)
                .collect(HashMap::new, Map::putAll);
    }

    private Mono<Map<PackageKey, Long>> opened(RepositoryId id, List<Shelf.Opening> openings) {
        List<NewPackage> arrivals = openings.stream()
                .map(opening -> Objects.requireNonNull(opening.arrival()))
                .toList();
        return bind(database.sql(OPEN), arrivals)
                .bind("repository", id.value())
                .bind("sinces", numbers(openings, Shelf.Opening::since))
                .bind("untils", numbers(openings, Shelf.Opening::until))
                .map(row -> Objects.requireNonNull(row.get("ids", Long[].class)))
                .one()
                .filter(ids -> ids.length == arrivals.size())
                .map(ids -> rows(arrivals, ids))
                .switchIfEmpty(Mono.error(() -> new Refused(
                        CatalogFault.PACKAGE_DIFFERS, "package already exists and is different: taken meanwhile")))
                .delayUntil(ids -> files(ids, arrivals));
    }

    private static GenericExecuteSpec bind(GenericExecuteSpec statement, List<NewPackage> arrivals) {
        return statement
                .bind(
                        "kinds",
                        joined(
                                arrivals,
                                arrival -> PgShelves.kind(arrival.control().kind())))
                .bind("names", joined(arrivals, arrival -> arrival.key().name().value()))
                .bind(
                        "versions",
                        joined(arrivals, arrival -> arrival.key().version().value()))
                .bind("versionKeys", joined(arrivals, arrival -> arrival.slot().versionKey()))
                .bind(
                        "architectures",
                        joined(arrivals, arrival -> arrival.key().architecture().value()))
                .bind("hashes", joined(arrivals, arrival -> arrival.key().filesHash()))
                .bind(
                        "sources",
                        joined(arrivals, arrival -> arrival.control().source().value()))
                .bind(
                        "sourceVersions",
                        joined(
                                arrivals,
                                arrival -> arrival.control().sourceVersion().value()))
                .bind(
                        "stanzas",
                        joined(arrivals, arrival -> arrival.control().stanza().text()))
                .bind("blobs", numbers(arrivals, arrival -> arrival.blob().id()))
                .bind("fileNames", joined(arrivals, NewPackage::fileName));
    }

    private static Map<PackageKey, Long> rows(List<NewPackage> arrivals, Long[] ids) {
        Map<PackageKey, Long> rows = new HashMap<>();
        for (int at = 0; at < ids.length; at++) {
            rows.put(arrivals.get(at).key(), ids[at]);
        }
        return rows;
    }

    private Mono<Void> files(Map<PackageKey, Long> ids, Collection<NewPackage> arrivals) {
        List<Map.Entry<Long, PackageFile>> files = arrivals.stream()
                .flatMap(arrival -> arrival.files().stream().map(file -> Map.entry(ids.get(arrival.key()), file)))
                .toList();
        if (files.isEmpty()) {
            return Mono.empty();
        }
        return database.sql(CATALOGUE_FILES)
                .bind("packages", numbers(files, Map.Entry::getKey))
                .bind("names", joined(files, file -> file.getValue().name()))
                .bind("blobs", numbers(files, file -> file.getValue().blob().id()))
                .then();
    }
}
