package io.staithe.postgres;

/**
 * How rows of a kind are doomed, as SQL.
 *
 * @param before what a dooming transaction begins with; empty for nothing
 * @param candidates locks rows that nothing needs, and passes over locked ones
 * @param doom dooms those that still nothing needs; a statement of its own, which sees what was committed before the lock
 * @param adopt takes over what is nobody's; empty where dooming finds it again
 * @param forget deletes rows whose files are gone
 */
record DoomRules(String before, String candidates, String doom, String adopt, String forget) {
    /** Whether a doomed row {@code d} is this instance's own of an earlier sweep, or a lapsed one's. */
    static final String IS_LEFT = """
            (d.doomed_by = :by
              OR EXISTS (
                SELECT
                FROM instance i
                WHERE i.id = d.doomed_by
                  AND coalesce(i.stopped_at, i.heartbeat_at) < clock_timestamp() - :lapse * INTERVAL '1 millisecond'))
            """;
}
