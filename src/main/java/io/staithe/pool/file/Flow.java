package io.staithe.pool.file;

import java.time.Duration;

/**
 * Tells a body that crawls from one that flows: by the time that its sender took to fill as many pages as each upload
 * has of its own. Not safe for threads: its {@link Spooling} locks.
 */
final class Flow {
    /** 320 KiB a second: whoever is slower loses nothing by waiting some milliseconds for each write. */
    private static final long CRAWLING = Duration.ofMillis(100).toNanos();

    private final long[] taken = new long[PagePool.OWN];
    private int next;

    /** A page was taken, by the sender's clock. */
    void took(long sendersTime) {
        taken[next] = sendersTime;
        next = (next + 1) % taken.length;
    }

    /** Whether the pages that were taken last took their time; to be asked when they are full. */
    boolean crawls(long sendersTime) {
        return sendersTime - taken[next] >= CRAWLING;
    }
}
