package io.staithe.intake;

import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How many uploads in a minute, and how many bytes in a day, each caller may bring to this instance. Who brought
 * nothing for that long has all of it; what was used comes back evenly. Threads: any.
 */
final class Allowances {
    private static final double MINUTE = Duration.ofMinutes(1).toNanos();
    private static final double DAY = Duration.ofDays(1).toNanos();
    private static final int MOST_KNOWN = 10_000;

    private final UploadLimits.Allowance allowance;
    private final LongSupplier nanos;
    private final Map<String, Account> accounts = new HashMap<>();

    /**
     * Nobody has brought anything yet.
     *
     * @param nanos a clock that never goes back
     */
    Allowances(UploadLimits.Allowance allowance, LongSupplier nanos) {
        this.allowance = allowance;
        this.nanos = nanos;
    }

    /** Takes one upload of so many bytes: {@code CALLER_OVER_RATE}, {@code CALLER_OVER_BYTES}, which take nothing. */
    synchronized void take(String caller, long bytes) {
        if (allowance.equals(UploadLimits.Allowance.NONE)) {
            return;
        }
        Account account = account(caller);
        if (account.uploads < 1) {
            throw new Exhausted(
                    IntakeFault.CALLER_OVER_RATE,
                    "'" + Fault.bounded(caller) + "' may bring " + allowance.uploadsPerMinute()
                            + " uploads in a minute (staithe.intake.max-uploads-per-minute-per-caller)",
                    until((1 - account.uploads) / allowance.uploadsPerMinute() * MINUTE));
        }
        if (account.bytes < bytes) {
            throw new Exhausted(
                    IntakeFault.CALLER_OVER_BYTES,
                    "'" + Fault.bounded(caller) + "' may bring " + allowance.bytesPerDay()
                            + " bytes in a day (staithe.intake.max-bytes-per-day-per-caller), of which "
                            + Math.max(0, (long) account.bytes) + " are left; the upload has " + bytes,
                    until((bytes - account.bytes) / allowance.bytesPerDay() * DAY));
        }
        account.uploads -= 1;
        account.bytes -= bytes;
    }

    /** Takes the bytes that came beyond those that an upload was taken for, or gives back those that did not come. */
    synchronized void settle(String caller, long taken, long came) {
        if (!allowance.equals(UploadLimits.Allowance.NONE)) {
            account(caller).bytes -= came - taken;
        }
    }

    private Account account(String caller) {
        long now = nanos.getAsLong();
        if (accounts.size() >= MOST_KNOWN && !accounts.containsKey(caller)) {
            accounts.values().removeIf(account -> account.isFullAt(now));
        }
        Account account = accounts.computeIfAbsent(caller, unknown -> new Account(now));
        account.refill(now);
        return account;
    }

    private static Duration until(double nanos) {
        return Duration.ofNanos((long) Math.ceil(Math.min(nanos, DAY)));
    }

    /** What one caller has left. */
    private final class Account {
        private double uploads = most(allowance.uploadsPerMinute());
        private double bytes = most(allowance.bytesPerDay());
        private long at;

        Account(long at) {
            this.at = at;
        }

        void refill(long now) {
            double most = most(allowance.uploadsPerMinute());
            uploads = Math.min(most, uploads + (now - at) / MINUTE * most);
            most = most(allowance.bytesPerDay());
            bytes = Math.min(most, bytes + (now - at) / DAY * most);
            at = now;
        }

        boolean isFullAt(long now) {
            refill(now);
            return uploads >= most(allowance.uploadsPerMinute()) && bytes >= most(allowance.bytesPerDay());
        }

        private static double most(long bound) {
            return bound == 0 ? Double.MAX_VALUE : bound;
        }
    }
}
