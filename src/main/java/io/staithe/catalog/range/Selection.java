package io.staithe.catalog.range;

import io.staithe.deb.Architecture;
import io.staithe.deb.PackageKey;
import io.staithe.deb.PackageKind;
import java.util.Set;

/** Which members are meant: those of these kinds and of these architectures. */
public record Selection(Set<PackageKind> kinds, Set<Architecture> architectures) {
    /** Copies the sets. */
    public Selection {
        kinds = Set.copyOf(kinds);
        architectures = Set.copyOf(architectures);
    }

    /** Whether a package is among them. */
    public boolean has(PackageKind kind, PackageKey key) {
        return kinds.contains(kind) && architectures.contains(key.architecture());
    }
}
