package io.staithe.postgres;

/** How the directories of dropped publications are swept: nobody comes back to a tombstone. */
final class SweptPublications {
    /** By publication_dropped. */
    private static final String UNNEEDED = """
              AND d.dropped_at <= now() - :dropped * INTERVAL '1 millisecond'
              AND d.emptied_at IS NULL
              AND NOT EXISTS (SELECT FROM generation r WHERE r.publication_id = d.id)
            """;

    private static final String CANDIDATES = """
            SELECT d.id
            FROM publication d
            WHERE d.id > :after
            """ + UNNEEDED + """
            ORDER BY d.id
            LIMIT :limit
            FOR UPDATE OF d SKIP LOCKED
            """;

    private static final String DOOM = """
            UPDATE publication d
            SET emptied_at = NULL
            WHERE d.id = ANY (CAST(:ids AS bigint[]))
              AND CAST(:by AS bigint) IS NOT NULL
            """ + UNNEEDED + """
            RETURNING d.id, d.storage, CAST(d.id AS text) AS place, CAST(0 AS bigint) AS size_bytes
            """;

    /** By hashed_file_path and the primary key. */
    private static final String FORGET = """
            WITH files AS (
                DELETE FROM hashed_file
                WHERE publication_id = ANY (CAST(:ids AS bigint[]))
            )
            UPDATE publication d
            SET emptied_at = now()
            WHERE d.id = ANY (CAST(:ids AS bigint[]))
            """;

    static final DoomRules RULES = new DoomRules("", CANDIDATES, DOOM, "", FORGET);

    private SweptPublications() {}
}
