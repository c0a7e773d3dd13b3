package io.staithe.deb;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of file that are packages, told by the ending of their names. */
public enum PackageKind {
    DEB("deb"),
    UDEB("udeb"),
    DDEB("ddeb"),
    SOURCE("dsc");

    private final String extension;

    PackageKind(String extension) {
        this.extension = extension;
    }

    /** The ending of file names, without the dot. */
    public String extension() {
        return extension;
    }

    /** The kind of file that a name announces; empty for files that are no packages. */
    public static Optional<PackageKind> ofFileName(String fileName) {
        return Arrays.stream(values())
                .filter(kind -> fileName.endsWith("." + kind.extension))
                .findFirst();
    }
}
