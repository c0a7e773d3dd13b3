package io.staithe.wiring;

import io.staithe.sweep.Terms;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What is kept on disk and in the database, and for how long. How long files without a row stay is
 * {@code staithe.pool.orphan-grace}.
 *
 * @param every how often one of the instances looks for what nobody needs; default 5 minutes
 * @param filesEvery how often it also looks for files that no row names, which walks the directories; default 6 hours
 * @param grace how long parts of indexes stay that a publish may be about to use; a publish that takes longer than half
 *     of it fails; default 2 hours
 * @param removedFor how long packages stay after they were removed, or their repository or snapshot was dropped, while
 *     no snapshot and no kept generation shows them; default 30 days; {@code POST /api/db/cleanup} waits for none of it
 * @param generations how many generations of each publication stay, the current one among them; at least 3, default 10
 * @param generationsFor how long generations stay after the next one followed, and after their publication was dropped;
 *     at least 1 minute, for clients in the middle of one; default 10 minutes
 * @param hashedFiles how many files by hash of each directory of an index stay beside those of kept generations;
 *     default 100
 * @param hashedFilesFor how long these stay after a generation named them last; default 1 day
 * @param hashedFilesSize how many bytes of these stay in each publication; default 1GB
 * @param uploadsFor how long uploaded files wait in upload directories to be added; default 0: for ever
 * @param incomingFor how long files that dput sent wait for their {@code .changes} file, and stay to be looked at where
 *     that was refused; default 1 day; 0 for ever
 */
@ConfigurationProperties("staithe.sweep")
record SweepSettings(
        @DefaultValue("5m") Duration every,
        @DefaultValue("6h") Duration filesEvery,
        @DefaultValue("2h") Duration grace,
        @DefaultValue("30d") Duration removedFor,
        @DefaultValue("10") int generations,
        @DefaultValue("10m") Duration generationsFor,
        @DefaultValue("100") int hashedFiles,
        @DefaultValue("1d") Duration hashedFilesFor,
        @DefaultValue("1GB") DataSize hashedFilesSize,
        @DefaultValue("0") Duration uploadsFor,
        @DefaultValue("1d") Duration incomingFor) {
    private static final Duration LEAST_PERIOD = Duration.ofMillis(10);
    private static final Duration LEAST_GRACE = Duration.ofMinutes(2);
    private static final Duration LEAST_WITHIN = Duration.ofMinutes(1);
    private static final int LEAST_GENERATIONS = 3;

    /** Refuses what would sweep what is needed, or too often. */
    SweepSettings {
        refuseShort("every", every, LEAST_PERIOD);
        refuseShort("files-every", filesEvery, LEAST_PERIOD);
        refuseShort("grace", grace, LEAST_GRACE);
        refuseShort("removed-for", removedFor, Duration.ZERO);
        refuseShort("generations-for", generationsFor, LEAST_WITHIN);
        refuseShort("hashed-files-for", hashedFilesFor, Duration.ZERO);
        refuseShort("uploads-for", uploadsFor, Duration.ZERO);
        refuseShort("incoming-for", incomingFor, Duration.ZERO);
        if (generations < LEAST_GENERATIONS) {
            throw new IllegalArgumentException(
                    "staithe.sweep.generations is " + generations + "; it must be at least " + LEAST_GENERATIONS);
        }
        if (hashedFiles < 0 || hashedFilesSize.isNegative()) {
            throw new IllegalArgumentException("staithe.sweep.hashed-files and hashed-files-size must not be negative");
        }
    }

    private static void refuseShort(String key, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    "staithe.sweep." + key + " is " + value + "; it must be at least " + least);
        }
    }

    /** As a sweep is told. */
    Terms terms(Duration orphans, Duration lapse) {
        return new Terms(
                grace,
                grace,
                orphans,
                removedFor,
                generationsFor,
                uploadsFor,
                incomingFor,
                new Terms.Generations(generations, generationsFor),
                new Terms.Hashed(hashedFiles, hashedFilesFor, hashedFilesSize.toBytes()),
                lapse);
    }
}
