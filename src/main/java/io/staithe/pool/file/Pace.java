package io.staithe.pool.file;

import io.staithe.fault.Refused;
import io.staithe.pool.BodyLimits;
import io.staithe.pool.PoolFault;
import java.time.Duration;

/**
 * Watches that a body keeps coming: its size, the longest silence, the least rate over a window.
 *
 * <p>Time in which the body was made to wait (disk or digests were behind) counts against neither: a window ends when
 * so much time was the sender's. Not safe for threads: its owner locks. Times are nanoseconds of one clock.
 */
final class Pace {
    private final BodyLimits limits;
    private long received;
    private long lastByteAt;
    private long windowAt;
    private long windowReceived;
    private boolean waits;
    private long waitsSince;
    private long waited;
    private long windowWaited;

    Pace(BodyLimits limits, long now) {
        this.limits = limits;
        this.lastByteAt = now;
        this.windowAt = now;
    }

    /** Counts bytes; the one beyond the limit raises {@link PoolFault#BODY_TOO_LARGE}. */
    void received(int bytes, long now) {
        received += bytes;
        lastByteAt = now;
        if (received > limits.maxBytes()) {
            throw new Refused(
                    PoolFault.BODY_TOO_LARGE, "the body is larger than the limit of " + limits.maxBytes() + " bytes");
        }
    }

    /** From now on the body is made to wait. */
    void waitsForUs(long now) {
        if (!waits) {
            waits = true;
            waitsSince = now;
        }
    }

    /** The body may go on. */
    void goesOn(long now) {
        if (waits) {
            waits = false;
            waited += now - waitsSince;
            lastByteAt = now;
        }
    }

    /** Whether the sender, who is not made to wait, has been silent for so long. */
    boolean isSilentFor(Duration time, long now) {
        return !waits && now - lastByteAt >= time.toNanos();
    }

    /** Raises {@link PoolFault#BODY_STALLED} or {@link PoolFault#BODY_TOO_SLOW} where a limit is broken. */
    void check(long now) {
        if (waits) {
            return;
        }
        if (isSilentFor(limits.idle(), now)) {
            throw new Refused(
                    PoolFault.BODY_STALLED,
                    "no byte came for " + limits.idle() + " after " + received + " bytes; the body is given up");
        }
        long sendersTime = now - windowAt - (waited - windowWaited);
        if (sendersTime >= limits.rateWindow().toNanos()) {
            closeWindow(now, sendersTime);
        }
    }

    /** A clock that stands still while the body is made to wait. */
    long sendersTime(long now) {
        return now - waited - (waits ? now - waitsSince : 0);
    }

    /** How many bytes came. */
    long received() {
        return received;
    }

    private void closeWindow(long now, long sendersTime) {
        long came = received - windowReceived;
        double seconds = sendersTime / (double) Duration.ofSeconds(1).toNanos();
        if (came < limits.minBytesPerSecond() * seconds) {
            throw new Refused(
                    PoolFault.BODY_TOO_SLOW,
                    "the body came with " + (long) (came / seconds) + " bytes per second over " + limits.rateWindow()
                            + "; the least is " + limits.minBytesPerSecond());
        }
        windowAt = now;
        windowReceived = received;
        windowWaited = waited;
    }
}
