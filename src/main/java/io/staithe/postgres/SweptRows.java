package io.staithe.postgres;

import io.staithe.sweep.Kind;
import java.util.Map;

/**
 * How rows without files are swept, as SQL. What others refer to is locked first, passing over what somebody holds, and
 * deleted in a statement of its own, which sees what was committed before the lock.
 */
final class SweptRows {
    /**
     * Whether nothing shows a membership {@code m}: no living snapshot, pin or kept generation, and no list of an
     * index, from which the next one is made. Who comes to show an old revision holds one of these that shows it
     * already, and who comes to show the present one does so before it ends.
     */
    private static final String UNSHOWN = """
              AND NOT EXISTS (
                SELECT
                FROM snapshot r
                WHERE r.repository_id = m.repository_id
                  AND r.dropped_at IS NULL
                  AND r.revision >= m.since_revision
                  AND (m.until_revision IS NULL OR r.revision < m.until_revision))
              AND NOT EXISTS (
                SELECT
                FROM pin r
                WHERE r.repository_id = m.repository_id
                  AND r.revision >= m.since_revision
                  AND (m.until_revision IS NULL OR r.revision < m.until_revision))
              AND NOT EXISTS (
                SELECT
                FROM generation_source r
                JOIN generation g ON g.publication_id = r.publication_id AND g.number = r.number AND g.state = 'kept'
                WHERE r.repository_id = m.repository_id
                  AND r.revision >= m.since_revision
                  AND (m.until_revision IS NULL OR r.revision < m.until_revision))
              AND NOT EXISTS (
                SELECT
                FROM index_list r
                WHERE r.repository_id = m.repository_id
                  AND (r.first_revision >= m.since_revision
                        AND (m.until_revision IS NULL OR r.first_revision < m.until_revision)
                    OR r.last_revision >= m.since_revision
                        AND (m.until_revision IS NULL OR r.last_revision < m.until_revision)))
            """;

    /**
     * By revision_at and membership_until, and by membership_order of repositories that are gone. Nothing refers to
     * memberships, and a closed one never changes: one statement is enough.
     */
    private static final String MEMBERSHIPS = """
            DELETE FROM membership
            WHERE id IN (
                SELECT m.id
                FROM (
                    SELECT m.id, m.repository_id, m.since_revision, m.until_revision
                    FROM repository o
                    CROSS JOIN LATERAL (
                        SELECT v.number
                        FROM revision v
                        WHERE v.repository_id = o.id
                          AND v.at <= now() - :removed * INTERVAL '1 millisecond'
                        ORDER BY v.at DESC, v.number DESC
                        LIMIT 1) past
                    JOIN membership m ON m.repository_id = o.id AND m.until_revision <= past.number
                    WHERE o.dropped_at IS NULL
                    UNION ALL
                    SELECT m.id, m.repository_id, m.since_revision, m.until_revision
                    FROM repository o
                    JOIN membership m ON m.repository_id = o.id
                    WHERE o.dropped_at <= now() - :removed * INTERVAL '1 millisecond'
                      AND NOT (o.list
                        AND EXISTS (SELECT FROM snapshot s WHERE s.repository_id = o.id AND s.dropped_at IS NULL))
                ) m
                WHERE m.id > 0
            """ + UNSHOWN + """
                LIMIT :limit)
            """;

    /**
     * Reads the table. Uses stay as long as a kept generation of a living publication had them, and those of a
     * publication that was dropped with SkipCleanup until another of its prefix changes.
     */
    private static final String POOL_USES = """
            DELETE FROM pool_use
            WHERE (claim_id, publication_id, since_generation) IN (
                SELECT u.claim_id, u.publication_id, u.since_generation
                FROM pool_use u
                JOIN publication p ON p.id = u.publication_id
                WHERE u.until_generation IS NOT NULL
                  AND (p.dropped_at IS NOT NULL
                    OR NOT EXISTS (
                        SELECT
                        FROM generation g
                        WHERE g.publication_id = u.publication_id
                          AND g.number >= u.since_generation
                          AND g.number < u.until_generation
                          AND g.state = 'kept'))
                  AND NOT (p.keeps_pool
                    AND u.until_generation > p.generation
                    AND NOT EXISTS (
                        SELECT
                        FROM publication o
                        WHERE o.storage = p.storage
                          AND o.prefix = p.prefix
                          AND o.id <> p.id
                          AND o.touched_at > p.dropped_at
                          AND NOT o.keeps_pool))
                LIMIT :limit)
            """;

    /** By the primary keys; what a settlement deletes, but an attempt that was given up may write after it. */
    private static final String LEFTOVERS = """
            WITH over AS MATERIALIZED (
                SELECT r.task_id
                FROM (SELECT task_id FROM pin UNION SELECT task_id FROM task_file UNION SELECT task_id FROM staged_claim) r
                JOIN task t ON t.id = r.task_id
                WHERE t.finished_at IS NOT NULL
                LIMIT :limit
            ), pins AS (
                DELETE FROM pin
                WHERE task_id IN (SELECT task_id FROM over)
            ), files AS (
                DELETE FROM task_file
                WHERE task_id IN (SELECT task_id FROM over)
            )
            DELETE FROM staged_claim
            WHERE task_id IN (SELECT task_id FROM over)
            """;

    /**
     * By the primary key of upload_directory, what an upload of the native API left whose addition was refused after
     * its sender had gone (a session that is open may come to its end yet), and what dput sent that nobody announced,
     * or that was refused. Reads upload_file, where a term is set. Whoever accepts a file holds its row; who uploads it
     * anew changes it.
     */
    private static final String UPLOADS = """
            WITH refused AS (
                DELETE FROM upload_directory
                WHERE name IN (
                    SELECT d.name
                    FROM upload_directory d
                    WHERE d.name > 'v1/'
                      AND d.name < 'v10'
                      AND d.name ~ '^v1/([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})$'
                      AND NOT EXISTS (
                          SELECT
                          FROM upload_session s
                          WHERE s.id = substr(d.name, 4)
                            AND s.state = 'open')
                      AND d.created_at < now() - :orphans * INTERVAL '1 millisecond'
                      AND NOT EXISTS (SELECT FROM task_file t WHERE t.directory = d.name)
                    LIMIT :limit)
            ), unclaimed AS (
                DELETE FROM upload_directory
                WHERE name IN (
                    SELECT d.name
                    FROM upload_directory d
                    WHERE d.name > 'dput/'
                      AND d.name < 'dput0'
                      AND d.name ~ '^dput/[0-9]+/[^/]+/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                      AND :incoming > 0
                      AND d.created_at < now() - :incoming * INTERVAL '1 millisecond'
                      AND NOT EXISTS (SELECT FROM task_file t WHERE t.directory = d.name)
                    LIMIT :limit)
            )
            DELETE FROM upload_file
            WHERE (directory, name) IN (
                SELECT directory, name
                FROM upload_file
                WHERE :uploads > 0
                  AND uploaded_at < now() - :uploads * INTERVAL '1 millisecond'
                LIMIT :limit)
              AND uploaded_at < now() - :uploads * INTERVAL '1 millisecond'
            """;

    /** Whether a package {@code d} is nobody's. By membership_package. */
    private static final String UNSHELVED = """
              AND NOT EXISTS (SELECT FROM membership r WHERE r.package_id = d.id)
            """;

    /** By the primary keys. Whoever is about to use a package touches its blob first, in the same transaction. */
    private static final String PACKAGES = """
            SELECT d.id
            FROM package d
            JOIN blob b ON b.id = d.blob_id
            WHERE b.touched_at < now() - :idle * INTERVAL '1 millisecond'
            """ + UNSHELVED + """
            ORDER BY d.id
            LIMIT :limit
            FOR UPDATE OF d, b SKIP LOCKED
            """;

    private static final String FORGET_PACKAGES = """
            DELETE FROM package d
            WHERE d.id = ANY (CAST(:ids AS bigint[]))
            """ + UNSHELVED;

    /** Whether an index list {@code d} is in no generation, nor in parts that are kept; by index_list_touched. */
    private static final String UNLISTED = """
              AND NOT EXISTS (SELECT FROM generation_index r WHERE r.list_id = d.id)
              AND NOT EXISTS (SELECT FROM hashed_file r WHERE r.list_id = d.id)
              AND d.touched_at < now() - :grace * INTERVAL '1 millisecond'
            """;

    /** Whether a snapshot {@code d} was dropped, nothing refers to it, and none was made from it. */
    private static final String UNNAMED_SNAPSHOT = """
              AND d.dropped_at <= now() - :removed * INTERVAL '1 millisecond'
              AND NOT EXISTS (SELECT FROM publication_source r WHERE r.snapshot_id = d.id)
              AND NOT EXISTS (SELECT FROM generation_source r WHERE r.snapshot_id = d.id)
              AND NOT EXISTS (SELECT FROM snapshot_source r WHERE r.source_id = d.id)
            """;

    /** Whether a repository {@code d} is nameless and was dropped, and nothing refers to it. */
    private static final String UNNAMED_LIST = """
              AND d.list
              AND d.dropped_at <= now() - :removed * INTERVAL '1 millisecond'
              AND NOT EXISTS (SELECT FROM membership r WHERE r.repository_id = d.id)
              AND NOT EXISTS (SELECT FROM snapshot r WHERE r.repository_id = d.id)
              AND NOT EXISTS (SELECT FROM pin r WHERE r.repository_id = d.id)
              AND NOT EXISTS (SELECT FROM revision r WHERE r.repository_id = d.id)
              AND NOT EXISTS (SELECT FROM publication_source r WHERE r.repository_id = d.id)
              AND NOT EXISTS (SELECT FROM generation_source r WHERE r.repository_id = d.id)
              AND NOT EXISTS (SELECT FROM index_list r WHERE r.repository_id = d.id)
            """;

    /** Whether nothing refers to a publication {@code d} but its sources. */
    private static final String UNUSED_PUBLICATION = """
              AND NOT EXISTS (SELECT FROM generation r WHERE r.publication_id = d.id)
              AND NOT EXISTS (SELECT FROM pool_use r WHERE r.publication_id = d.id)
              AND NOT EXISTS (SELECT FROM hashed_file r WHERE r.publication_id = d.id)
            """;

    /** A tombstone stays for a day: until then the next publication of its place must not show an older Date. */
    private static final String PUBLICATIONS = """
            SELECT d.id
            FROM publication d
            WHERE d.dropped_at < now() - INTERVAL '1 day'
              AND d.dropped_at <= now() - :dropped * INTERVAL '1 millisecond'
              AND d.emptied_at IS NOT NULL
            """ + UNUSED_PUBLICATION + """
            ORDER BY d.id
            LIMIT :limit
            FOR UPDATE OF d SKIP LOCKED
            """;

    private static final String FORGET_PUBLICATIONS = """
            WITH sources AS (
                DELETE FROM publication_source
                WHERE publication_id = ANY (CAST(:ids AS bigint[]))
            )
            DELETE FROM publication d
            WHERE d.id = ANY (CAST(:ids AS bigint[]))
            """ + UNUSED_PUBLICATION;

    /** What is deleted by one statement. */
    static final Map<Kind, String> SIMPLE = Map.of(
            Kind.LEFTOVERS, LEFTOVERS,
            Kind.MEMBERSHIPS, MEMBERSHIPS,
            Kind.POOL_USES, POOL_USES,
            Kind.UPLOADS, UPLOADS);

    /** What is locked first. */
    static final Map<Kind, LockedDeletion> LOCKED = Map.of(
            Kind.PACKAGES, new LockedDeletion(PACKAGES, FORGET_PACKAGES),
            Kind.INDEX_LISTS, LockedDeletion.of("index_list", UNLISTED),
            Kind.SNAPSHOTS, LockedDeletion.of("snapshot", UNNAMED_SNAPSHOT),
            Kind.LISTS, LockedDeletion.of("repository", UNNAMED_LIST),
            Kind.PUBLICATIONS, new LockedDeletion(PUBLICATIONS, FORGET_PUBLICATIONS));

    private SweptRows() {}

    /** A statement that locks, and one that deletes what nothing refers to still. */
    record LockedDeletion(String lock, String delete) {
        private static final String LOCK = """
                SELECT d.id
                FROM %s d
                WHERE d.id > 0
                %sORDER BY d.id
                LIMIT :limit
                FOR UPDATE OF d SKIP LOCKED
                """;

        private static final String DELETE = """
                DELETE FROM %s d
                WHERE d.id = ANY (CAST(:ids AS bigint[]))
                %s""";

        /** Of rows {@code d} of a table that nothing needs. */
        private static LockedDeletion of(String table, String unneeded) {
            return new LockedDeletion(LOCK.formatted(table, unneeded), DELETE.formatted(table, unneeded));
        }
    }
}
