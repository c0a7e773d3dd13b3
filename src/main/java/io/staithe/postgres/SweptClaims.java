package io.staithe.postgres;

/** How pool paths are swept. */
final class SweptClaims {
    /** By the primary key of pool_use and staged_claim_claim_id. */
    static final String UNREFERENCED = """
              AND NOT EXISTS (SELECT FROM pool_use r WHERE r.claim_id = d.id)
              AND NOT EXISTS (SELECT FROM staged_claim r WHERE r.claim_id = d.id)
            """;

    private static final String UNNEEDED = """
              AND d.state = 'kept'
              AND d.touched_at < now() - :idle * INTERVAL '1 millisecond'
            """ + UNREFERENCED;

    private static final String RETURNING = """
            RETURNING d.id, d.storage, CASE WHEN d.prefix = '.' THEN d.path ELSE d.prefix || '/' || d.path END AS place,
                CAST(0 AS bigint) AS size_bytes
            """;

    /** By the primary key. */
    private static final String CANDIDATES = """
            SELECT d.id
            FROM pool_claim d
            WHERE d.id > :after
            """ + UNNEEDED + """
            ORDER BY d.id
            LIMIT :limit
            FOR UPDATE OF d SKIP LOCKED
            """;

    /** By the primary key. */
    private static final String DOOM = """
            UPDATE pool_claim d
            SET state = 'doomed',
                doomed_by = :by,
                doomed_at = now()
            WHERE d.id = ANY (CAST(:ids AS bigint[]))
            """ + UNNEEDED + RETURNING;

    /** By pool_claim_doomed. */
    private static final String ADOPT = """
            UPDATE pool_claim d
            SET doomed_by = :by
            WHERE d.id IN (
                SELECT d.id
                FROM pool_claim d
                WHERE d.state = 'doomed'
                  AND\s""" + DoomRules.IS_LEFT + UNREFERENCED + """
                ORDER BY d.id
                LIMIT :limit
                FOR UPDATE OF d SKIP LOCKED)
            """ + RETURNING;

    /** By the primary key. */
    private static final String FORGET = """
            DELETE FROM pool_claim d
            WHERE d.id = ANY (CAST(:ids AS bigint[]))
              AND d.state = 'doomed'
            """ + UNREFERENCED;

    static final DoomRules RULES = new DoomRules("", CANDIDATES, DOOM, ADOPT, FORGET);

    private SweptClaims() {}
}
