package io.staithe.postgres;

/** How files by hash are swept: never those of a kept generation, nor of the last three. */
final class SweptHashedFiles {
    /** By the primary key of generation. */
    private static final String UNNAMED = """
              AND d.state = 'kept'
              AND d.touched_at < now() - :grace * INTERVAL '1 millisecond'
              AND EXISTS (
                SELECT
                FROM publication p
                WHERE p.id = d.publication_id
                  AND p.dropped_at IS NULL
                  AND d.generation < p.generation - 2)
              AND NOT EXISTS (
                SELECT
                FROM generation g
                WHERE g.publication_id = d.publication_id
                  AND g.number <= d.generation
                  AND g.state = 'kept')
            """;

    private static final String RETURNING = """
            RETURNING d.id, (SELECT p.storage FROM publication p WHERE p.id = d.publication_id) AS storage,
                d.publication_id || '/' || d.path AS place, d.size_bytes
            """;

    /**
     * Reads the table; ranked are those that no kept generation names, the newest first, index by index: what is not
     * written has its parts in one directory for all indexes.
     */
    private static final String CANDIDATES = """
            WITH ranked AS MATERIALIZED (
                SELECT d.id, d.touched_at,
                    row_number() OVER (
                        PARTITION BY d.publication_id, regexp_replace(d.path, '[^/]*$', ''), l.line
                        ORDER BY d.generation DESC, d.id DESC) AS place,
                    sum(d.size_bytes) OVER (
                        PARTITION BY d.publication_id
                        ORDER BY d.generation DESC, d.id DESC) AS bytes
                FROM hashed_file d
                LEFT JOIN index_list l ON l.id = d.list_id
                WHERE d.id > 0
            """ + UNNAMED + """
            )
            SELECT d.id
            FROM hashed_file d
            WHERE d.id > :after
              AND d.id IN (
                SELECT r.id
                FROM ranked r
                WHERE r.place > :hashedCount
                   OR r.bytes > :hashedBytes
                   OR r.touched_at < now() - :hashedWithin * INTERVAL '1 millisecond')
            """ + UNNAMED + """
            ORDER BY d.id
            LIMIT :limit
            FOR UPDATE OF d SKIP LOCKED
            """;

    static final DoomRules RULES =
            DoomRules.of("hashed_file", UNNAMED, "", RETURNING).among(CANDIDATES);

    private SweptHashedFiles() {}
}
