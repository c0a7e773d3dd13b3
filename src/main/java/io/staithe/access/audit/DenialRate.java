package io.staithe.access.audit;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Whether one more refusal is told: ten in a second of one caller, a hundred of all, so that nobody fills a table from
 * which nothing is deleted. Threads: any.
 */
final class DenialRate {
    static final int OF_ONE = 10;
    static final int OF_ALL = 100;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanos;
    private final Map<String, Integer> ofCaller = new HashMap<>();
    private long since;
    private int ofAll;

    DenialRate(LongSupplier nanos) {
        this.nanos = nanos;
        this.since = nanos.getAsLong();
    }

    /** Counts one of this caller, if there is room. */
    synchronized boolean hasRoom(String caller) {
        long now = nanos.getAsLong();
        if (now - since >= SECOND) {
            since = now;
            ofAll = 0;
            ofCaller.clear();
        }
        if (ofAll == OF_ALL || ofCaller.getOrDefault(caller, 0) == OF_ONE) {
            return false;
        }
        ofAll++;
        ofCaller.merge(caller, 1, Integer::sum);
        return true;
    }
}
