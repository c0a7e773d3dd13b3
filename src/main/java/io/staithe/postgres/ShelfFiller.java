package io.staithe.postgres;

import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.RepositoryId;
import io.staithe.fault.Refused;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Fills an empty repository with all that a set holds: one statement, whatever the size. */
final class ShelfFiller {
    /**
     * By membership_order, the primary keys of package, package_file and blob; blobs are locked in their order. Emits
     * the change in the words of the revision log, and how many blobs are not kept.
     */
    private static final String FILL = """
            WITH member AS MATERIALIZED (
                SELECT package_id, name, version, version_key, architecture, files_hash
                FROM membership
                WHERE repository_id = :from
                  AND since_revision <= :revision
                  AND (until_revision IS NULL OR until_revision > :revision)
            ), needed AS MATERIALIZED (
                SELECT p.blob_id
                FROM member m
                JOIN package p ON p.id = m.package_id
                UNION
                SELECT f.blob_id
                FROM member m
                JOIN package_file f ON f.package_id = m.package_id
            ), used AS (
                SELECT id
                FROM blob
                WHERE id IN (SELECT blob_id FROM needed)
                  AND doomed_at IS NULL
                ORDER BY id
                FOR NO KEY UPDATE
            ), touched AS (
                UPDATE blob
                SET touched_at = now()
                WHERE id IN (SELECT id FROM used)
                  AND doomed_at IS NULL
                RETURNING id
            ), opened AS (
                INSERT INTO membership (repository_id, package_id, name, version, version_key, architecture, files_hash,
                    since_revision)
                SELECT :empty, package_id, name, version, version_key, architecture, files_hash, 1
                FROM member
                ORDER BY name, version_key DESC, architecture
            )
            SELECT coalesce(string_agg(
                    '+P' || p.architecture || ' ' || p.name || ' ' || p.version || ' ' || p.files_hash
                        || ' sha256:' || encode(b.sha256, 'hex') || chr(10),
                    '' ORDER BY m.name, m.version_key DESC, m.architecture), '') AS change,
                (SELECT count(*) FROM needed) - (SELECT count(*) FROM touched) AS missing
            FROM member m
            JOIN package p ON p.id = m.package_id
            JOIN blob b ON b.id = p.blob_id
            """;

    private final DatabaseClient database;

    ShelfFiller(DatabaseClient database) {
        this.database = database;
    }

    /** The change as the log has it; {@code BYTES_GONE} where not all bytes are kept. */
    Mono<String> fill(RepositoryId empty, RepositoryId from, long revision) {
        return database.sql(FILL)
                .bind("empty", empty.value())
                .bind("from", from.value())
                .bind("revision", revision)
                .map(row -> new Filled(CatalogRows.text(row, "change"), CatalogRows.number(row, "missing")))
                .one()
                .map(Filled::complete);
    }

    private record Filled(String change, long missing) {
        String complete() {
            if (missing > 0) {
                throw new Refused(CatalogFault.BYTES_GONE, missing + " files of the packages are not kept any more");
            }
            return change;
        }
    }
}
