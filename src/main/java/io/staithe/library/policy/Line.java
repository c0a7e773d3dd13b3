package io.staithe.library.policy;

import io.staithe.deb.PackageKey;

/** All versions of a package for an architecture. */
public record Line(String name, String architecture) {
    static Line of(PackageKey key) {
        return new Line(key.name().value(), key.architecture().value());
    }
}
