package io.staithe.postgres;

/**
 * How generations are swept. One that is not current never becomes current again, and whoever wants to show it anew
 * share-locks its row first.
 */
final class SweptGenerations {
    /**
     * By the primary key. Of a living publication as many of the newest stay as are set, or as its patches need, and
     * those that the next one followed lately.
     */
    private static final String UNNEEDED = """
              AND d.state = 'kept'
              AND EXISTS (
                SELECT
                FROM publication p
                WHERE p.id = d.publication_id
                  AND (p.dropped_at <= now() - :dropped * INTERVAL '1 millisecond'
                    OR (d.number <= p.generation
                            - greatest(:generations , coalesce(CAST(p.options #>> '{terms,pdiffs}' AS integer), 0) + 1)
                        AND NOT EXISTS (
                            SELECT
                            FROM generation n
                            WHERE n.publication_id = d.publication_id
                              AND n.number = d.number + 1
                              AND n.created_at > now() - :superseded * INTERVAL '1 millisecond'))))
            """;

    private static final String RETURNING = """
            RETURNING d.id, (SELECT p.storage FROM publication p WHERE p.id = d.publication_id) AS storage,
                d.staging AS place, CAST(0 AS bigint) AS size_bytes
            """;

    static final DoomRules RULES = DoomRules.of("generation", UNNEEDED, "", RETURNING);

    private SweptGenerations() {}
}
