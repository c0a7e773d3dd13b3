package io.staithe.publish.generation;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A generation whose files are complete and on disk, waiting for its switch.
 *
 * @param packages how many packages its components hold together
 * @param releasedAt the Date of its Release file
 * @param lastModified the validator of its InRelease
 * @param recipe what decided its bytes
 */
public record Finished(Edition edition, long packages, Instant releasedAt, Instant lastModified, String recipe) {
    /** When its Release file expires; null for never. */
    public @Nullable Instant validUntil() {
        Duration validFor = edition.options().terms().validFor();
        return validFor.isZero() ? null : releasedAt.plus(validFor);
    }
}
