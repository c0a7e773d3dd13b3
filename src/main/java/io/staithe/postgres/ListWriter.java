package io.staithe.postgres;

import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.Snapshot;
import io.staithe.catalog.snapshot.Merging;
import io.staithe.deb.PackageKey;
import io.staithe.fault.Refused;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Writes the members of lists, whole sets per statement; their intervals begin and end with the one revision. */
final class ListWriter {
    private static final String CREATE = """
            INSERT INTO repository (name, revision, list, dropped_at)
            VALUES (:name, 1, true, now())
            RETURNING id
            """;

    /** The members of the sources {@code s}, by membership_order, the part of one repository for each. */
    private static final String OF_SOURCES = """
                FROM unnest(CAST(:repositories AS bigint[]), CAST(:revisions AS bigint[]))
                    WITH ORDINALITY AS s (repository_id, revision, position)
                JOIN membership m
                  ON m.repository_id = s.repository_id
                 AND m.since_revision <= s.revision
                 AND (m.until_revision IS NULL OR m.until_revision > s.revision)
            """;

    /** What every way of merging writes, of rows that were ranked. */
    private static final String INSERT = """
            INSERT INTO membership (repository_id, package_id, name, version, version_key, architecture, files_hash,
                since_revision, until_revision)
            SELECT :list, package_id, name, version, version_key, architecture, files_hash, 1, 2
            FROM (
                SELECT m.package_id, m.name, m.version, m.version_key, m.architecture, m.files_hash,
            """;

    private static final String FIRST = """
            ) ranked
            WHERE rank = 1
            ORDER BY name, version_key DESC, architecture
            """;

    /** By membership_order: all versions of the last source that has any. */
    private static final String REPLACE = INSERT + """
                    rank() OVER (PARTITION BY m.name, m.architecture ORDER BY s.position DESC) AS rank
            """ + OF_SOURCES + FIRST;

    /** By membership_order: the newest version, of the last source that has it. */
    private static final String LATEST = INSERT + """
                    row_number() OVER (
                        PARTITION BY m.name, m.architecture
                        ORDER BY m.version_key DESC, s.position DESC) AS rank
            """ + OF_SOURCES + FIRST;

    /** By membership_order: each version, of the last source that has it. */
    private static final String ALL = INSERT + """
                    row_number() OVER (
                        PARTITION BY m.name, m.architecture, m.version_key
                        ORDER BY s.position DESC) AS rank
            """ + OF_SOURCES + FIRST;

    /** By package_key, then membership_order. */
    private static final String REMOVE = """
            DELETE FROM membership m
            USING
            """ + PackageKeys.PACKAGES + """
            WHERE m.repository_id = :list
              AND m.name = p.name
              AND m.version_key = p.version_key
              AND m.architecture = p.architecture
              AND m.package_id = p.id
            """;

    /** By package_key. */
    private static final String KNOWN = """
            SELECT p.id, p.architecture, p.name, p.version, p.files_hash
            FROM
            """ + PackageKeys.PACKAGES;

    /** By the primary keys of package, package_file and blob; locked in their order. Emits what is not kept. */
    private static final String TOUCH = """
            WITH needed AS (
                SELECT blob_id FROM package WHERE id = ANY (CAST(:packages AS bigint[]))
                UNION
                SELECT blob_id FROM package_file WHERE package_id = ANY (CAST(:packages AS bigint[]))
            ), used AS (
                SELECT id
                FROM blob
                WHERE id IN (SELECT blob_id FROM needed)
                  AND state = 'kept'
                ORDER BY id
                FOR NO KEY UPDATE
            ), touched AS (
                UPDATE blob
                SET touched_at = now()
                FROM used
                WHERE blob.id = used.id
                  AND blob.state = 'kept'
                RETURNING blob.id
            )
            SELECT count(*) AS missing
            FROM needed
            WHERE blob_id NOT IN (SELECT id FROM touched)
            """;

    /** By membership_order. */
    private static final String CLEAR = """
            DELETE FROM membership m
            USING package p
            WHERE p.id = ANY (CAST(:packages AS bigint[]))
              AND m.repository_id = :list
              AND m.name = p.name
              AND m.version_key = p.version_key
              AND m.architecture = p.architecture
            """;

    private static final String PUT = """
            INSERT INTO membership (repository_id, package_id, name, version, version_key, architecture, files_hash,
                since_revision, until_revision)
            SELECT :list, id, name, version, version_key, architecture, files_hash, 1, 2
            FROM package
            WHERE id = ANY (CAST(:packages AS bigint[]))
            """;

    /** By membership_order. */
    private static final String COUNT = """
            SELECT count(*) AS packages
            FROM membership
            WHERE repository_id = :list
            """;

    private final DatabaseClient database;

    ListWriter(DatabaseClient database) {
        this.database = database;
    }

    /** Makes an empty list. */
    Mono<RepositoryId> create(String name) {
        return database.sql(CREATE)
                .bind("name", name)
                .map(row -> new RepositoryId(CatalogRows.number(row, "id")))
                .one();
    }

    /** Writes the members of the sources; emits how many were written. */
    Mono<Long> fill(RepositoryId list, List<Snapshot> sources, Merging merging) {
        if (sources.isEmpty()) {
            return Mono.just(0L);
        }
        return database.sql(statement(merging))
                .bind("list", list.value())
                .bind(
                        "repositories",
                        sources.stream()
                                .map(source -> source.repository().value())
                                .toArray(Long[]::new))
                .bind("revisions", sources.stream().map(Snapshot::revision).toArray(Long[]::new))
                .fetch()
                .rowsUpdated();
    }

    private static String statement(Merging merging) {
        return switch (merging) {
            case REPLACE -> REPLACE;
            case LATEST -> LATEST;
            case ALL -> ALL;
        };
    }

    /** Takes members out; what is none is ignored. */
    Mono<Void> remove(RepositoryId list, Collection<PackageKey> keys) {
        return keys.isEmpty()
                ? Mono.empty()
                : PackageKeys.bind(database.sql(REMOVE), keys)
                        .bind("list", list.value())
                        .then();
    }

    /** Puts packages into their slots, whatever holds these; unknown ones and lost bytes are refused. */
    Mono<Void> put(RepositoryId list, Collection<PackageKey> keys) {
        if (keys.isEmpty()) {
            return Mono.empty();
        }
        return PackageKeys.bind(database.sql(KNOWN), keys)
                .map(row -> new Known(CatalogRows.key(row), CatalogRows.number(row, "id")))
                .all()
                .collectList()
                .map(known -> rows(keys, known))
                .delayUntil(this::touch)
                .flatMap(rows -> write(CLEAR, list, rows)
                        .then(write(PUT, list, rows))
                        .flatMap(put -> SqlFaults.repeatUnless(put == rows.length, "packages were swept meanwhile")));
    }

    private static Long[] rows(Collection<PackageKey> keys, List<Known> known) {
        Set<PackageKey> missing = new HashSet<>(keys);
        known.forEach(found -> missing.remove(found.key()));
        for (PackageKey key : keys) {
            if (missing.contains(key)) {
                throw new Refused(CatalogFault.UNKNOWN_PACKAGE, "package " + key + ": key not found");
            }
        }
        return known.stream().map(Known::id).toArray(Long[]::new);
    }

    private Mono<Void> touch(Long[] packages) {
        return database.sql(TOUCH)
                .bind("packages", packages)
                .map(row -> CatalogRows.number(row, "missing"))
                .one()
                .filter(missing -> missing > 0)
                .flatMap(missing -> Mono.error(new Refused(
                        CatalogFault.BYTES_GONE, missing + " files of the packages are not kept any more")));
    }

    private Mono<Long> write(String sql, RepositoryId list, Long[] packages) {
        return Mono.defer(() -> database.sql(sql)
                .bind("list", list.value())
                .bind("packages", packages)
                .fetch()
                .rowsUpdated());
    }

    /** Emits how many members a list has. */
    Mono<Long> count(RepositoryId list) {
        return database.sql(COUNT)
                .bind("list", list.value())
                .map(row -> CatalogRows.number(row, "packages"))
                .one();
    }

    private record Known(PackageKey key, long id) {}
}
