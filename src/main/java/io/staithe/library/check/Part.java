package io.staithe.library.check;

import java.util.Locale;

/** What is compared, in the order in which a check does. */
public enum Part {
    /** Kept blobs with their files. */
    BYTES,
    /** The log of each repository with itself and with the catalogue. */
    LOG,
    /** The members of each repository with the log and with the indexes that show it. */
    PACKAGES,
    /** The files of each current generation with its Release file. */
    GENERATIONS,
    /** The pool paths that outside web servers serve with the claims. */
    POOL_PATHS,
    /** The links that outside web servers follow with the current generations. */
    LINKS,
    /** The files of the pool with the rows. */
    ORPHANS;

    /** Its value of the tag {@code part}. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
