package io.staithe.sweep;

import java.util.Locale;

/** What is swept, in the order in which it is: what refers to others goes before them. */
public enum Kind {
    /** Pins, accepted files and staged claims of finished tasks. */
    LEFTOVERS,
    /** Generations beyond the kept number, and those of dropped publications, with their directories. */
    GENERATIONS,
    /** Uses of pool paths by generations that are gone. */
    POOL_USES,
    /** Outside links that no claim names, which become pool paths that nobody uses, and missing ones. */
    LINKS,
    /** Pool paths that nobody uses, with their outside links. */
    POOL_PATHS,
    /** By-hash files, and what says of which parts an index is, that no kept generation names. */
    HASHED_FILES,
    /** Directories of dropped publications. */
    PUBLICATION_FILES,
    /** Tombstones of publications. */
    PUBLICATIONS,
    /** Tombstones of snapshots. */
    SNAPSHOTS,
    /** Uploaded files that nobody added for long, and those of one-call uploads that were refused. */
    UPLOADS,
    /** Lists of shards that no generation shows. */
    INDEX_LISTS,
    /** Shards that no list names, with their files. */
    SHARDS,
    /** Memberships that ended and that nothing shows. */
    MEMBERSHIPS,
    /** Packages without a membership. */
    PACKAGES,
    /** Nameless repositories of dropped snapshots. */
    LISTS,
    /** Blobs that nothing refers to, with their files. */
    BLOBS,
    /** What lapsed instances left in their spools. */
    SPOOL,
    /** Files of the pool without a row. */
    POOL_ORPHANS,
    /** Files of shards without a row. */
    SHARD_ORPHANS,
    /** Staged generations of attempts that are over. */
    ATTEMPTS,
    /** Links and copies that never got their names. */
    TEMPORARY;

    /** Its value of the tag {@code kind}. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
