package io.staithe.catalog;

import io.staithe.deb.PackageKey;
import java.util.List;

/**
 * A package that the catalogue knows, as far as it takes to put it into a repository.
 *
 * @param id its row
 * @param key its key
 * @param sha256 the digest of its file
 * @param blobs the rows of all its bytes
 */
public record Stocked(long id, PackageKey key, String sha256, List<Long> blobs) {
    /** Copies the list. */
    public Stocked {
        blobs = List.copyOf(blobs);
    }

    /** The place that it takes in a repository. */
    public Slot slot() {
        return Slot.of(key);
    }
}
