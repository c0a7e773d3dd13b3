package io.staithe.wiring;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Uploads that come in pieces.
 *
 * @param expireAfter how long one may be left alone before it is deleted with all that came; default 24h
 * @param expireEmptyAfter the same for one that no byte came for, and never longer; default 1h
 * @param maxOpen how many may be unfinished, on all instances; default 1000
 * @param maxOpenPerCaller how many of these one caller may have; default 0: no bound of its own
 * @param checkpoint after how many bytes of one body the offset is made durable; default 8MB
 * @param busyWait how long a request waits for another one to the same upload to end; default 3s
 * @param silence after how long without a byte a request gives way to one that waits; default 2s
 * @param sweepEvery how often expired ones are looked for; default 10m
 */
@ConfigurationProperties("staithe.sessions")
record SessionSettings(
        @DefaultValue("24h") Duration expireAfter,
        @DefaultValue("1h") Duration expireEmptyAfter,
        @DefaultValue("1000") int maxOpen,
        @DefaultValue("0") int maxOpenPerCaller,
        @DefaultValue("8MB") DataSize checkpoint,
        @DefaultValue("3s") Duration busyWait,
        @DefaultValue("2s") Duration silence,
        @DefaultValue("10m") Duration sweepEvery) {
    /** Refuses what cannot work. */
    public SessionSettings {
        positive("expire-after", expireAfter.toMillis());
        positive("expire-empty-after", expireEmptyAfter.toMillis());
        positive("max-open", maxOpen);
        positive("checkpoint", checkpoint.toBytes());
        positive("sweep-every", sweepEvery.toMillis());
        if (maxOpenPerCaller < 0) {
            throw new IllegalArgumentException("staithe.sessions.max-open-per-caller must not be negative");
        }
        if (busyWait.isNegative() || silence.isNegative()) {
            throw new IllegalArgumentException("staithe.sessions.busy-wait and silence must not be negative");
        }
    }

    /** How many one caller may have. */
    int mostOfCaller() {
        return maxOpenPerCaller == 0 ? Integer.MAX_VALUE : maxOpenPerCaller;
    }

    /** How long one may be left without a byte. */
    Duration emptyTtl() {
        return expireEmptyAfter.compareTo(expireAfter) < 0 ? expireEmptyAfter : expireAfter;
    }

    private static void positive(String key, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("staithe.sessions." + key + " must be greater than 0");
        }
    }
}
