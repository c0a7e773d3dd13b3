package io.staithe.archive;

import io.staithe.deb.PackageName;

/**
 * The layout of a published archive, as its URLs have it (the DebianRepository/Format page, "Archive layout").
 *
 * <pre>
 * PREFIX/
 *   pool/COMPONENT/LETTERS/SOURCE/FILE                     LETTERS: the first, or four after lib
 *   pool/DISTRIBUTION/COMPONENT/LETTERS/SOURCE/FILE        where the pool is a distribution's own (MultiDist)
 *   dists/DISTRIBUTION/                                    relative to it, as a Release file lists them:
 *     InRelease Release Release.gpg
 *     COMPONENT/binary-ARCH/Packages{,.gz,.xz} Release
 *     COMPONENT/debian-installer/binary-ARCH/Packages{,.gz,.xz} Release
 *     COMPONENT/source/Sources{,.gz,.xz} Release
 *     COMPONENT/Contents-ARCH{,.gz,.xz}                    COMPONENT/Contents-udeb-ARCH{,.gz,.xz}
 *     COMPONENT/…/Packages.diff/{Index,T-TO-F-FROM.gz}       patches, where they are wanted
 *     COMPONENT/…/by-hash/SHA256/HEX                       beside each index
 * </pre>
 */
public final class ArchivePaths {
    /** The directory of distributions in a prefix. */
    public static final String DISTS = "dists";
    /** The directory of package files in a prefix. */
    public static final String POOL = "pool";
    /** The directory, beside each index, of files by their digest. */
    public static final String BY_HASH = "by-hash";
    /** The directory in {@link #BY_HASH} for the one algorithm that is offered. */
    public static final String SHA256 = "SHA256";

    /** The clear-signed Release file. */
    public static final String IN_RELEASE = "InRelease";
    /** The Release file, of a distribution and of each index. */
    public static final String RELEASE = "Release";
    /** The detached signature of the Release file. */
    public static final String RELEASE_GPG = "Release.gpg";

    private static final int LIB_LETTERS = 4;

    private ArchivePaths() {}

    /** The pool directory of a component, relative to the prefix, for a pool that distributions share. */
    public static String pool(String component) {
        return POOL + "/" + component;
    }

    /** The pool directory of a component, relative to the prefix, for a pool of one distribution's own. */
    public static String pool(String component, String distribution) {
        return POOL + "/" + distribution + "/" + component;
    }

    /** The directory of a source package's files in a pool. */
    public static String sourceDirectory(String pool, PackageName source) {
        String name = source.value();
        int letters = name.startsWith("lib") ? Math.min(LIB_LETTERS, name.length()) : 1;
        return pool + "/" + name.substring(0, letters) + "/" + name;
    }

    /** The directory of an index, relative to the distribution. */
    public static String directory(IndexName index) {
        return index.component()
                + switch (index.kind()) {
                    case BINARY -> "/binary-" + index.architecture();
                    case INSTALLER -> "/debian-installer/binary-" + index.architecture();
                    case SOURCE -> "/source";
                    case CONTENTS, INSTALLER_CONTENTS -> "";
                };
    }

    /** The uncompressed form of an index, relative to the distribution. */
    public static String file(IndexName index) {
        return directory(index) + "/" + index.kind().fileName(index.architecture());
    }
}
