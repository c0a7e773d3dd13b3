package io.staithe.publish.generation;

import java.time.Instant;

/**
 * A generation whose files are complete and on disk, waiting for its switch.
 *
 * @param packages how many packages its components hold together
 * @param releasedAt the Date of its Release file
 * @param lastModified the validator of its InRelease
 */
public record Finished(Edition edition, long packages, Instant releasedAt, Instant lastModified) {}
