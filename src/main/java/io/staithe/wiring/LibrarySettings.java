package io.staithe.wiring;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How repositories are changed.
 *
 * @param batchTasks the most additions, or removals, of one repository that share a transaction; default 64; 1 gives
 *     each a transaction of its own
 * @param batchFiles the most files in one such transaction, unless one task has more; default 1000; bounds its memory
 * @param lostRaces how many times a change may lose the race for a revision before it takes the row lock; default 3
 */
@ConfigurationProperties("staithe.library")
record LibrarySettings(
        @DefaultValue("64") int batchTasks,
        @DefaultValue("1000") int batchFiles,
        @DefaultValue("3") int lostRaces) {
    private static final int MAX_BATCH = 1000;
    private static final int MAX_FILES = 100_000;

    /** Refuses what cannot work. */
    public LibrarySettings {
        if (batchTasks < 1 || batchTasks > MAX_BATCH) {
            throw new IllegalArgumentException(
                    "staithe.library.batch-tasks is " + batchTasks + ", it must be 1 to " + MAX_BATCH);
        }
        if (batchFiles < 1 || batchFiles > MAX_FILES) {
            throw new IllegalArgumentException(
                    "staithe.library.batch-files is " + batchFiles + ", it must be 1 to " + MAX_FILES);
        }
        if (lostRaces < 0) {
            throw new IllegalArgumentException(
                    "staithe.library.lost-races is " + lostRaces + ", it must not be negative");
        }
    }
}
