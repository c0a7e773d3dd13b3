package io.staithe.library.verify;

import java.time.Duration;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/**
 * How many bytes may be read: so many a second, saved up for a while. One that is larger than what is there is read all
 * the same, and the next ones wait for it. Safe for use by several threads.
 */
final class Allowance implements LongPredicate {
    private final double bytesPerNano;
    private final double most;
    private final LongSupplier nanos;
    private double left;
    private long at;

    Allowance(long bytesPerSecond, Duration saved, LongSupplier nanos) {
        this.bytesPerNano = bytesPerSecond / (double) Duration.ofSeconds(1).toNanos();
        this.most = bytesPerNano * saved.toNanos();
        this.nanos = nanos;
        this.at = nanos.getAsLong();
    }

    @Override
    public synchronized boolean test(long bytes) {
        long now = nanos.getAsLong();
        left = Math.min(most, left + (now - at) * bytesPerNano);
        at = now;
        if (left <= 0) {
            return false;
        }
        left -= bytes;
        return true;
    }
}
