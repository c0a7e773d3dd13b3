package io.staithe.postgres;

/**
 * How rows of a kind are doomed, as SQL.
 *
 * @param before what a dooming transaction begins with; empty for nothing
 * @param candidates locks rows that nothing needs, and passes over locked ones
 * @param doom dooms those that still nothing needs; a statement of its own, which sees what was committed before the
 *     lock
 * @param adopt takes over what is nobody's; empty where dooming finds it again
 * @param forget deletes rows whose files are gone
 */
record DoomRules(String before, String candidates, String doom, String adopt, String forget) {
    private static final String CANDIDATES = """
            SELECT d.id
            FROM %s d
            WHERE d.id > :after
            %sORDER BY d.id
            LIMIT :limit
            FOR UPDATE OF d SKIP LOCKED
            """;

    private static final String DOOM = """
            UPDATE %s d
            SET state = 'doomed',
                doomed_by = :by,
                doomed_at = now()
            WHERE d.id = ANY (CAST(:ids AS bigint[]))
            %s%s""";

    /**
     * What is nobody's: this instance's own of an earlier sweep, a lapsed one's, and what nobody doomed, which stops
     * statements that are still on their way for as long as files wait.
     */
    private static final String ADOPT = """
            UPDATE %1$s d
            SET doomed_by = :by
            WHERE d.id IN (
                SELECT d.id
                FROM %1$s d
                WHERE d.state = 'doomed'
                  AND (d.doomed_by = :by
                    OR d.doomed_by IS NULL AND d.doomed_at < now() - :orphans * INTERVAL '1 millisecond'
                    OR EXISTS (
                      SELECT
                      FROM instance i
                      WHERE i.id = d.doomed_by
                        AND coalesce(i.stopped_at, i.heartbeat_at)
                          < clock_timestamp() - :lapse * INTERVAL '1 millisecond'))
                %2$sORDER BY d.id
                LIMIT :limit
                FOR UPDATE OF d SKIP LOCKED)
            %3$s""";

    private static final String FORGET = """
            DELETE FROM %s d
            WHERE d.id = ANY (CAST(:ids AS bigint[]))
              AND d.state = 'doomed'
            %s""";

    /**
     * Rules for rows {@code d} of a table, by its primary key and its index of doomed rows.
     *
     * @param unneeded whether a row is kept and nothing needs it, which may ask whether it is unreferenced
     * @param unreferenced whether nothing refers to it, even while it is doomed; empty where nothing can
     * @param returning what a doomed row tells
     */
    static DoomRules of(String table, String unneeded, String unreferenced, String returning) {
        return new DoomRules(
                "",
                CANDIDATES.formatted(table, unneeded),
                DOOM.formatted(table, unneeded, returning),
                ADOPT.formatted(table, unreferenced, returning),
                FORGET.formatted(table, unreferenced));
    }

    /** The same, with a statement first. */
    DoomRules after(String first) {
        return new DoomRules(first, candidates, doom, adopt, forget);
    }

    /** The same, with candidates of its own. */
    DoomRules among(String own) {
        return new DoomRules(before, own, doom, adopt, forget);
    }
}
