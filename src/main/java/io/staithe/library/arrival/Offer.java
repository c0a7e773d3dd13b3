package io.staithe.library.arrival;

import io.staithe.intake.AnnouncedDigests;
import io.staithe.library.task.Until;
import org.jspecify.annotations.Nullable;

/**
 * A package that is to come in pieces.
 *
 * @param repository the name of the repository
 * @param file its base name tells the kind of package
 * @param sizeBytes its length
 * @param sha256 what its bytes have to come to, in lower-case hexadecimal, or null
 * @param replaces whether other bytes of the same name, version and architecture give way
 * @param until what the sender of the last piece waits for
 * @param key by which the offer may be repeated, or null
 * @param remark a line that the sender gets back when it asks for the upload
 */
public record Offer(
        String repository,
        String file,
        long sizeBytes,
        @Nullable String sha256,
        boolean replaces,
        Until until,
        @Nullable String key,
        String remark) {
    Destination.Label label() {
        return new Destination.Label(repository, file, new AnnouncedDigests(null, null, sha256, null), replaces);
    }
}
