package io.staithe.catalog.search;

import java.util.List;

/**
 * What a resolution came to.
 *
 * @param packages the roots in their order, then what they need
 * @param unsatisfied relations that nothing satisfies, as {@code name (>= 1) | other {amd64}}, sorted
 */
public record Resolution(List<Found> packages, List<String> unsatisfied) {
    /** Copies the lists. */
    public Resolution {
        packages = List.copyOf(packages);
        unsatisfied = List.copyOf(unsatisfied);
    }
}
