package io.staithe.wiring;

import io.staithe.intake.UploadLimits;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What uploads may ask for.
 *
 * @param maxUploadSize the most bytes of one request, all of its files together; default 16GB
 * @param maxFiles the most files in one request; default 1000
 * @param maxOpenUploads the most uploads whose bodies are read at once; further ones are told to come again; default
 *     1000, and no more than {@code staithe.pool.buffer-memory} has places for
 * @param maxOpenUploadsPerCaller how many of these one caller may have; default 0: no bound of its own. Whoever has no
 *     name, as on an open server, is one caller
 * @param maxUploadsPerMinutePerCaller how many bodies one caller may begin in a minute on one instance, pieces of
 *     uploads among them; default 0: no bound
 * @param maxBytesPerDayPerCaller how many bytes one caller may bring in a day to one instance; default 0: no bound.
 *     What was used comes back evenly; a start forgets it
 * @param smallUploadSize up to this length an upload is small; a quarter of the places, and as much of the disk as
 *     {@code minFreeDisk}, are for small ones alone; default 16MB; 0 switches it off
 * @param idleTimeout how long a body may be silent before it is given up; default 60s
 * @param minRate the fewest bytes per second that a body may bring over the rate window; default 4KB; 0 switches it off
 * @param rateWindow the time over which the rate is taken; default 60s
 * @param minFreeDisk how much of the disk uploads leave free; default 256MB
 * @param retryAfter what a client is told to wait that was refused for want of room, where nothing has ended lately, of
 *     which a time could be computed; default 5s
 * @param longestRetry the longest time that a client is told to wait; default 60s
 * @param inlineContents up to this size a package's contents are read before the upload is answered; default 8MB
 * @param fileListLimit the longest list of the paths in a package, as text; default 16MB
 * @param inspectionsAtOnce how many packages are unpacked at once, of which a third, at least one, in the background;
 *     each may need 66 MiB of heap; default 0: as half of the heap allows, from 2 to one and a half per core
 * @param inspectionsWaiting how many large packages may wait for the background; further ones are read when they are
 *     added; default 10000
 */
@ConfigurationProperties("staithe.intake")
record IntakeSettings(
        @DefaultValue("16GB") DataSize maxUploadSize,
        @DefaultValue("1000") int maxFiles,
        @DefaultValue("1000") int maxOpenUploads,
        @DefaultValue("0") int maxOpenUploadsPerCaller,
        @DefaultValue("0") long maxUploadsPerMinutePerCaller,
        @DefaultValue("0B") DataSize maxBytesPerDayPerCaller,
        @DefaultValue("16MB") DataSize smallUploadSize,
        @DefaultValue("60s") Duration idleTimeout,
        @DefaultValue("4KB") DataSize minRate,
        @DefaultValue("60s") Duration rateWindow,
        @DefaultValue("256MB") DataSize minFreeDisk,
        @DefaultValue("5s") Duration retryAfter,
        @DefaultValue("60s") Duration longestRetry,
        @DefaultValue("8MB") DataSize inlineContents,
        @DefaultValue("16MB") DataSize fileListLimit,
        @DefaultValue("0") int inspectionsAtOnce,
        @DefaultValue("10000") int inspectionsWaiting) {
    private static final int LEAST_AT_ONCE = 2;
    private static final int MOST_AT_ONCE = 1000;
    private static final long HEAP_PER_INSPECTION = DataSize.ofMegabytes(66).toBytes();

    /** Refuses what cannot work. */
    public IntakeSettings {
        positive("max-upload-size", maxUploadSize.toBytes());
        positive("max-files", maxFiles);
        positive("max-open-uploads", maxOpenUploads);
        positive("idle-timeout", idleTimeout.toMillis());
        positive("rate-window", rateWindow.toMillis());
        positive("file-list-limit", fileListLimit.toBytes());
        positive("retry-after", retryAfter.toMillis());
        positive("longest-retry", longestRetry.toMillis());
        notNegative("max-open-uploads-per-caller", maxOpenUploadsPerCaller);
        notNegative("max-uploads-per-minute-per-caller", maxUploadsPerMinutePerCaller);
        notNegative("max-bytes-per-day-per-caller", maxBytesPerDayPerCaller.toBytes());
        notNegative("small-upload-size", smallUploadSize.toBytes());
        notNegative("min-rate", minRate.toBytes());
        notNegative("min-free-disk", minFreeDisk.toBytes());
        notNegative("inline-contents", inlineContents.toBytes());
        notNegative("inspections-waiting", inspectionsWaiting);
        if (inspectionsAtOnce != 0 && (inspectionsAtOnce < LEAST_AT_ONCE || inspectionsAtOnce > MOST_AT_ONCE)) {
            throw new IllegalArgumentException("staithe.intake.inspections-at-once is " + inspectionsAtOnce
                    + "; it must be 0 or " + LEAST_AT_ONCE + " to " + MOST_AT_ONCE);
        }
    }

    /** How many uploads may be open, where memory has so many places. */
    UploadLimits.Places places(int inMemory) {
        int all = Math.min(maxOpenUploads, inMemory);
        return new UploadLimits.Places(
                all,
                maxOpenUploadsPerCaller == 0 ? Integer.MAX_VALUE : maxOpenUploadsPerCaller,
                smallUploadSize.toBytes() == 0 ? 0 : all / 4,
                smallUploadSize.toBytes());
    }

    /** What each caller may bring. */
    UploadLimits.Allowance allowance() {
        return new UploadLimits.Allowance(maxUploadsPerMinutePerCaller, maxBytesPerDayPerCaller.toBytes());
    }

    /** How many packages are unpacked at once, as set or by default. */
    int allInspections() {
        if (inspectionsAtOnce != 0) {
            return inspectionsAtOnce;
        }
        Runtime runtime = Runtime.getRuntime();
        long byHeap = runtime.maxMemory() / 2 / HEAP_PER_INSPECTION;
        long byCores = runtime.availableProcessors() * 3L / 2;
        return (int) Math.max(LEAST_AT_ONCE, Math.min(byHeap, byCores));
    }

    private static void positive(String key, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("staithe.intake." + key + " must be greater than 0");
        }
    }

    private static void notNegative(String key, long value) {
        if (value < 0) {
            throw new IllegalArgumentException("staithe.intake." + key + " must not be negative");
        }
    }
}
