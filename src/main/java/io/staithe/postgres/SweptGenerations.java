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

    /** By generation_id. */
    private static final String CANDIDATES = """
            SELECT d.id
            FROM generation d
            WHERE d.id > :after
            """ + UNNEEDED + """
            ORDER BY d.id
            LIMIT :limit
            FOR UPDATE OF d SKIP LOCKED
            """;

    /** By generation_id. */
    private static final String DOOM = """
            UPDATE generation d
            SET state = 'doomed',
                doomed_by = :by,
                doomed_at = now()
            WHERE d.id = ANY (CAST(:ids AS bigint[]))
            """ + UNNEEDED + RETURNING;

    /** By generation_dooms. */
    private static final String ADOPT = """
            UPDATE generation d
            SET doomed_by = :by
            WHERE d.id IN (
                SELECT d.id
                FROM generation d
                WHERE d.state = 'doomed'
                  AND\s""" + DoomRules.IS_LEFT + """
                ORDER BY d.id
                LIMIT :limit
                FOR UPDATE OF d SKIP LOCKED)
            """ + RETURNING;

    /** By generation_id; what it was made of, and its lists, go with it. */
    private static final String FORGET = """
            DELETE FROM generation d
            WHERE d.id = ANY (CAST(:ids AS bigint[]))
              AND d.state = 'doomed'
            """;

    static final DoomRules RULES = new DoomRules("", CANDIDATES, DOOM, ADOPT, FORGET);

    private SweptGenerations() {}
}
