package io.staithe.archive;

import java.util.Map;
import java.util.Set;

/**
 * Size and digests of a file.
 *
 * @param sha256 lower-case hexadecimal
 * @param others digests beside it that were asked for, likewise
 */
public record Sums(long sizeBytes, String sha256, Map<Algorithm, String> others) {
    /** Copies the digests. */
    public Sums {
        others = Map.copyOf(others);
    }

    /** Whether all of these were asked for. */
    public boolean hasAll(Set<Algorithm> algorithms) {
        return others.keySet().containsAll(algorithms);
    }
}
