package io.staithe.wiring;

/**
 * The phases of an orderly stop, after Spring's {@code SmartLifecycle}: higher phases stop first, each within
 * {@code staithe.stop-timeout}; beans are destroyed after all of them, dependents first.
 *
 * <ol>
 *   <li>{@link #WAITERS}: whoever waits for what may never come is answered;
 *   <li>the web server (Spring's own phase, near the greatest integer): no new connection, open requests finish;
 *   <li>{@link #WORKERS}: intake's contents worker, sweepers, feeds;
 *   <li>{@link #LANES}: running tasks finish or are parked, lanes close;
 *   <li>{@link #SCHEDULERS}: the six schedulers finish what they hold;
 *   <li>then, as beans: the pool of connections, the embedded database, the lock on the data directory.
 * </ol>
 */
final class StopOrder {
    /** Before the web server, which would wait for them. */
    public static final int WAITERS = Integer.MAX_VALUE;

    /** Background work that may still submit tasks. */
    public static final int WORKERS = 2000;

    /** Lanes and the tasks on them. */
    public static final int LANES = 1000;

    /** The threads under everything. */
    public static final int SCHEDULERS = 0;

    private StopOrder() {}
}
