package io.staithe.postgres;

import static io.staithe.postgres.Columns.joined;
import static io.staithe.postgres.Columns.numbers;

import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.CataloguedPackage.PackageFile;
import io.staithe.catalog.NewPackage;
import io.staithe.deb.PackageKey;
import io.staithe.fault.Refused;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Writes packages that may be new, with their files: two statements, whatever their number. */
final class PackageWriter {
    /**
     * Guarded by package_key. A known package takes the blob that was touched; other bytes give no row. The packages
     * come in the byte order of their keys, so that two batches do not wait for each other; the rows go as one array in
     * that order, since thousands of them cost more to read than to write.
     */
    private static final String CATALOGUE = """
            WITH catalogued AS (
                INSERT INTO package (kind, name, version, version_key, architecture, files_hash, source_name,
                    source_version, stanza, blob_id, file_name)
                SELECT kind, name, version, decode(version_key, 'hex'), architecture, files_hash, source_name,
                    source_version, stanza, blob_id, file_name
                FROM unnest(
                    string_to_array(:kinds, chr(30)), string_to_array(:names, chr(30)), string_to_array(:versions, chr(30)),
                    string_to_array(:versionKeys, chr(30)), string_to_array(:architectures, chr(30)),
                    string_to_array(:hashes, chr(30)), string_to_array(:sources, chr(30)),
                    string_to_array(:sourceVersions, chr(30)), string_to_array(:stanzas, chr(30)),
                    CAST(:blobs AS bigint[]), string_to_array(:fileNames, chr(30))
                ) AS arrival (kind, name, version, version_key, architecture, files_hash, source_name, source_version,
                    stanza, blob_id, file_name)
                ON CONFLICT ON CONSTRAINT package_key DO UPDATE
                SET blob_id = EXCLUDED.blob_id
                WHERE package.blob_id = EXCLUDED.blob_id
                   OR (SELECT sha256 FROM blob WHERE id = package.blob_id)
                    = (SELECT sha256 FROM blob WHERE id = EXCLUDED.blob_id)
                RETURNING id, architecture, name, version, files_hash
            )
            SELECT coalesce(array_agg(id ORDER BY architecture COLLATE "C", name COLLATE "C", version COLLATE "C",
                files_hash COLLATE "C"), '{}') AS ids
            FROM catalogued
            """;

    /** The byte order of keys, all of whose characters are ASCII. */
    private static final Comparator<NewPackage> BY_KEY = Comparator.comparing(
                    (NewPackage arrival) -> arrival.key().architecture().value())
            .thenComparing(arrival -> arrival.key().name().value())
            .thenComparing(arrival -> arrival.key().version().value())
            .thenComparing(arrival -> arrival.key().filesHash());

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

    PackageWriter(DatabaseClient database) {
        this.database = database;
    }

    /** The rows of these packages, at least one, by key; {@code PACKAGE_DIFFERS} where other bytes have the key of one. */
    Mono<Map<PackageKey, Long>> write(Collection<NewPackage> arrivals) {
        return catalogue(arrivals.stream().sorted(BY_KEY).toList())
                .flatMap(ids -> files(ids, arrivals).thenReturn(ids));
    }

    private Mono<Map<PackageKey, Long>> catalogue(List<NewPackage> arrivals) {
        return database.sql(CATALOGUE)
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
                .bind("fileNames", joined(arrivals, NewPackage::fileName))
                .map(row -> Objects.requireNonNull(row.get("ids", Long[].class)))
                .one()
                .filter(ids -> ids.length == arrivals.size())
                .map(ids -> rows(arrivals, ids))
                .switchIfEmpty(Mono.error(() -> new Refused(
                        CatalogFault.PACKAGE_DIFFERS, "package already exists and is different: taken meanwhile")));
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
