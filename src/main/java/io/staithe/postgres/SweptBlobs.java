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

    static final DoomRules RULES = DoomRules.of("blob", UNNEEDED, UNREFERENCED, RETURNING);

    private SweptBlobs() {}
}
