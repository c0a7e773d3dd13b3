package io.staithe.observe;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How fast places become free, and from that when somebody who found none should come again.
 *
 * <p>The rate is what ended within the last half minute, over the time since the first of these ends. Whoever is turned
 * away gets a turn behind all who were turned away before, one place apart, so that they do not all come back at once.
 * Threads: any.
 */
public final class Departures {
    private static final int WINDOW_SECONDS = 30;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanos;
    private final Bounds bounds;
    private final long origin;
    private final long[] ended = new long[WINDOW_SECONDS];
    private long present;
    private long lastTurn;

    /**
     * Departures of which none is known yet.
     *
     * @param nanos a clock that never goes back
     */
    public Departures(LongSupplier nanos, Bounds bounds) {
        this.nanos = nanos;
        this.bounds = bounds;
        this.origin = nanos.getAsLong();
    }

    /** So many places became free. */
    public synchronized void ended(long places) {
        long second = now() / SECOND;
        goOnTo(second);
        ended[index(second)] += places;
    }

    /** How long one more who was turned away should wait: for a place behind all who were told before. */
    public synchronized Duration turn() {
        long now = now();
        double perSecond = rate(now);
        if (perSecond == 0) {
            return bounds.unknown();
        }
        long turn = Math.max(lastTurn, now) + (long) (SECOND / perSecond);
        lastTurn = Math.min(turn, now + bounds.longest().toNanos());
        return bounded(lastTurn - now);
    }

    /** How long to wait for the next place among a share of all that are taken; who was told before does not count. */
    public synchronized Duration next(double share) {
        double perSecond = rate(now()) * share;
        return perSecond == 0 ? bounds.unknown() : bounded((long) Math.min(SECOND / perSecond, Long.MAX_VALUE));
    }

    private Duration bounded(long wait) {
        return Duration.ofNanos(Math.max(SECOND, Math.min(wait, bounds.longest().toNanos())));
    }

    /** Places a second; 0 where none became free within the window. */
    private double rate(long now) {
        goOnTo(now / SECOND);
        long sum = 0;
        long since = now;
        for (long second = present; second >= Math.max(0, present - WINDOW_SECONDS + 1); second--) {
            long places = ended[index(second)];
            sum += places;
            since = places == 0 ? since : second * SECOND;
        }
        return sum / (Math.max(SECOND, now - since) / (double) SECOND);
    }

    /** Forgets what is older than the window. */
    private void goOnTo(long second) {
        for (long fresh = Math.max(present + 1, second - WINDOW_SECONDS + 1); fresh <= second; fresh++) {
            ended[index(fresh)] = 0;
        }
        present = Math.max(present, second);
    }

    private static int index(long second) {
        return (int) (second % WINDOW_SECONDS);
    }

    private long now() {
        return nanos.getAsLong() - origin;
    }

    /**
     * What a caller may be told to wait.
     *
     * @param unknown where nothing has ended lately
     * @param longest at most; a second is the least
     */
    public record Bounds(Duration unknown, Duration longest) {}
}
