package io.staithe.publish.files;

/** How the files of packages come to a published storage. */
public enum LinkMethod {
    /** A hard link to the pool's file; a copy where a link cannot reach. */
    HARDLINK,
    /** A symbolic link to the pool's file, whose readers need access to the pool; a copy where it is no file. */
    SYMLINK,
    /** A file of its own. */
    COPY
}
