package io.staithe.catalog;

import io.staithe.deb.Architecture;
import io.staithe.deb.DebVersion;
import io.staithe.deb.PackageKey;
import io.staithe.deb.PackageName;
import java.util.HexFormat;

/**
 * The place that a package takes in a repository; at any revision a slot holds at most one. Versions that compare equal
 * share a slot, whatever their texts.
 *
 * @param versionKey the order key of the version, in hexadecimal
 */
public record Slot(PackageName name, Architecture architecture, String versionKey) {
    /** The slot of a name, architecture and version. */
    public static Slot of(PackageName name, Architecture architecture, DebVersion version) {
        return new Slot(name, architecture, HexFormat.of().formatHex(version.orderKey()));
    }

    /** The slot of a package. */
    public static Slot of(PackageKey key) {
        return of(key.name(), key.architecture(), key.version());
    }
}
