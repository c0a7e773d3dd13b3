package io.staithe.archive;

/** The kinds of index that a component has for an architecture. */
public enum IndexKind {
    /** {@code binary-ARCH/Packages}. */
    BINARY("Packages"),
    /** {@code debian-installer/binary-ARCH/Packages}, of udebs. */
    INSTALLER("Packages"),
    /** {@code source/Sources}. */
    SOURCE("Sources");

    private final String fileName;

    IndexKind(String fileName) {
        this.fileName = fileName;
    }

    /** The name of the uncompressed index. */
    public String fileName() {
        return fileName;
    }
}
