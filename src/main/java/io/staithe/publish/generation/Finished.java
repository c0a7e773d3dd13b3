package io.staithe.publish.generation;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A generation whose files are complete and on disk, waiting for its switch.
 *
 * @param packages how many packages its components hold together
 * @param releasedAt the Date of its Release file
 * @param lastModified the validator of its InRelease
 * @param recipe what decided its bytes
 * @param indexes the list of shards that each index is, by the directory of the index
 * @param reach what was staged of the pool
 */
public record Finished(
        Edition edition,
        long packages,
        Instant releasedAt,
        Instant lastModified,
        String recipe,
        Map<String, Long> indexes,
        Reach reach) {
    /** Copies the indexes. */
    public Finished {
        indexes = Map.copyOf(indexes);
    }

    /** When its Release file expires; null for never. */
    public @Nullable Instant validUntil() {
        Duration validFor = edition.options().terms().validFor();
        return validFor.isZero() ? null : releasedAt.plus(validFor);
    }

    /** What of the pool paths of a generation was staged. */
    public enum Reach {
        /** All that it shows. */
        WHOLE,
        /** What it shows and the one before it did not, and the other way round. */
        CHANGES
    }
}
