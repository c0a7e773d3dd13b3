package io.staithe.publish.generation;

import io.staithe.publish.files.HashedFile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
 * @param hashed the files that it shares under their digests
 */
public record Finished(
        Edition edition,
        long packages,
        Instant releasedAt,
        Instant lastModified,
        String recipe,
        Map<String, Long> indexes,
        Reach reach,
        List<HashedFile> hashed) {
    /** Copies the collections. */
    public Finished {
        indexes = Map.copyOf(indexes);
        hashed = List.copyOf(hashed);
    }

    /** The same with the files that it shares. */
    Finished sharing(List<HashedFile> files) {
        return new Finished(edition, packages, releasedAt, lastModified, recipe, indexes, reach, files);
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
