package io.staithe.postgres;

/**
 * How shards are swept. Lists name them in arrays, so no lock on a row tells who is about to use one: a dooming
 * transaction excludes switches, and each switch proves that the shards of its lists are kept.
 */
final class SweptShards {
    /** Held shared by a switch, from before it looks at its shards to its end. */
    private static final String KEY = "hashtextextended('shards', 0)";

    /** A statement of its own, so that the next one sees what was doomed before. */
    static final String HOLD = "SELECT pg_advisory_xact_lock_shared(" + KEY + ")";

    private static final String EXCLUDE = "SELECT pg_advisory_xact_lock(" + KEY + ")";

    /** Reads index_list once. */
    private static final String UNNEEDED = """
              AND d.state = 'kept'
              AND d.touched_at < now() - :grace * INTERVAL '1 millisecond'
              AND NOT EXISTS (
                SELECT
                FROM (SELECT unnest(l.shards) AS id FROM index_list l) r
                WHERE r.id = d.id)
            """;

    private static final String RETURNING = """
            RETURNING d.id, '' AS storage, d.location AS place,
                CAST(d.text_bytes AS bigint) + d.gzip_bytes + d.xz_unpadded AS size_bytes
            """;

    static final DoomRules RULES =
            DoomRules.of("shard", UNNEEDED, "", RETURNING).after(EXCLUDE);

    private SweptShards() {}
}
