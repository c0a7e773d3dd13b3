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

    static final DoomRules RULES = DoomRules.of("pool_claim", UNNEEDED, UNREFERENCED, RETURNING);

    private SweptClaims() {}
}
