package io.staithe.archive;

import io.staithe.deb.Architecture;

/** The kinds of index that a component has for an architecture. */
public enum IndexKind {
    /** {@code binary-ARCH/Packages}. */
    BINARY("Packages"),
    /** {@code debian-installer/binary-ARCH/Packages}, of udebs. */
    INSTALLER("Packages"),
    /** {@code source/Sources}. */
    SOURCE("Sources"),
    /** {@code Contents-ARCH}, of the packages in {@link #BINARY}. */
    CONTENTS("Contents-"),
    /** {@code Contents-udeb-ARCH}, of the packages in {@link #INSTALLER}. */
    INSTALLER_CONTENTS("Contents-udeb-");

    private final String fileName;

    IndexKind(String fileName) {
        this.fileName = fileName;
    }

    /** The name of the uncompressed index. */
    public String fileName(Architecture architecture) {
        return isContents() ? fileName + architecture : fileName;
    }

    /** Whether it lists paths in packages; it then has no directory and no Release file of its own. */
    public boolean isContents() {
        return this == CONTENTS || this == INSTALLER_CONTENTS;
    }
}
