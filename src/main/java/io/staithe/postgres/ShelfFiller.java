package io.staithe.postgres;

import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.LogLines;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.Revision;
import io.staithe.fault.Refused;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Fills an empty repository with all that a set holds: one statement, whatever the size. */
final class ShelfFiller {
    /**
     * By membership_order, the primary keys of package, package_file and blob; blobs are locked in their order. The log
     * tells it as {@link LogLines} has it, hashed as {@link Revision} says. Emits how many packages that is, and how
     * many blobs are not kept.
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
            ), change AS MATERIALIZED (
                SELECT count(*) AS packages,
                    string_agg(
                        '+P' || p.architecture || ' ' || p.name || ' ' || p.version || ' ' || p.files_hash
                            || ' sha256:' || encode(b.sha256, 'hex') || chr(10),
                        '' ORDER BY m.name, m.version_key DESC, m.architecture) AS lines
                FROM member m
                JOIN package p ON p.id = m.package_id
                JOIN blob b ON b.id = p.blob_id
            ), logged AS (
                INSERT INTO revision (repository_id, number, at, task_id, caller, change, previous_hash, hash)
                SELECT :empty, 1, :at, :task, :caller, lines, decode(:none, 'hex'),
                    sha256(decode(:none, 'hex') || convert_to(:head || lines, 'UTF8'))
                FROM change
                WHERE packages > 0
            ), moved AS (
                UPDATE repository
                SET revision = 1
                WHERE id = :empty
                  AND EXISTS (SELECT FROM change WHERE packages > 0)
            )
            SELECT packages, (SELECT count(*) FROM needed) - (SELECT count(*) FROM touched) AS missing
            FROM change
            """;

    private final DatabaseClient database;

    ShelfFiller(DatabaseClient database) {
        this.database = database;
    }

    /** How many packages were put in; {@code BYTES_GONE} where not all bytes are kept. */
    Mono<Long> fill(Revision.Change untold, RepositoryId from, long revision) {
        return database.sql(FILL)
                .bind("empty", untold.repository().value())
                .bind("from", from.value())
                .bind("revision", revision)
                .bind("at", untold.at())
                .bind("task", untold.task())
                .bind("caller", untold.caller())
                .bind("none", Revision.NO_HASH)
                .bind("head", untold.canonical())
                .map(row -> new Filled(CatalogRows.number(row, "packages"), CatalogRows.number(row, "missing")))
                .one()
                .map(Filled::complete);
    }

    private record Filled(long packages, long missing) {
        long complete() {
            if (missing > 0) {
                throw new Refused(CatalogFault.BYTES_GONE, missing + " files of the packages are not kept any more");
            }
            return packages;
        }
    }
}
