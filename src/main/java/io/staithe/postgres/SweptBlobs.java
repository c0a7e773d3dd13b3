package io.staithe.postgres;

/** How blobs are swept. */
final class SweptBlobs {
    /** By the indexes on what refers to blobs. Findings of an inspection are no reference. */
    static final String UNREFERENCED = """
              AND NOT EXISTS (SELECT FROM upload_file r WHERE r.blob_id = d.id)
              AND NOT EXISTS (SELECT FROM task_file r WHERE r.blob_id = d.id)
              AND NOT EXISTS (SELECT FROM package r WHERE r.blob_id = d.id)
              AND NOT EXISTS (SELECT FROM package_file r WHERE r.blob_id = d.id)
              AND NOT EXISTS (SELECT FROM pool_claim r WHERE r.blob_id = d.id)
              AND NOT EXISTS (SELECT FROM staged_claim r WHERE r.blob_id = d.id)
            """;

    private static final String UNNEEDED = """
              AND d.state = 'kept'
              AND d.touched_at < now() - :idle * INTERVAL '1 millisecond'
            """ + UNREFERENCED;

    private static final String RETURNING = """
            RETURNING d.id, '' AS storage, d.location AS place, d.size_bytes
            """;

    /** By the primary key. */
    private static final String CANDIDATES = """
            SELECT d.id
            FROM blob d
            WHERE d.id > :after
            """ + UNNEEDED + """
            ORDER BY d.id
            LIMIT :limit
            FOR UPDATE OF d SKIP LOCKED
            """;

    /** By the primary key. */
    private static final String DOOM = """
            UPDATE blob d
            SET state = 'doomed',
                doomed_by = :by,
                doomed_at = now()
            WHERE d.id = ANY (CAST(:ids AS bigint[]))
            """ + UNNEEDED + RETURNING;

    /** By blob_doomed. What nobody doomed stops statements that are still on their way, for as long as files wait. */
    private static final String ADOPT = """
            UPDATE blob d
            SET doomed_by = :by
            WHERE d.id IN (
                SELECT d.id
                FROM blob d
                WHERE d.state = 'doomed'
                  AND (d.doomed_by IS NULL AND d.doomed_at < now() - :orphans * INTERVAL '1 millisecond'
                    OR\s""" + DoomRules.IS_LEFT + ")\n" + UNREFERENCED + """
                ORDER BY d.id
                LIMIT :limit
                FOR UPDATE OF d SKIP LOCKED)
            """ + RETURNING;

    /** By the primary key. */
    private static final String FORGET = """
            DELETE FROM blob d
            WHERE d.id = ANY (CAST(:ids AS bigint[]))
              AND d.state = 'doomed'
            """ + UNREFERENCED;

    static final DoomRules RULES = new DoomRules("", CANDIDATES, DOOM, ADOPT, FORGET);

    private SweptBlobs() {}
}
