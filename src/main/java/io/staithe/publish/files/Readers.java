package io.staithe.publish.files;

/** Who reads a published storage, which decides what has to be a file in it. */
public enum Readers {
    /**
     * This server, and servers that ask it for what they do not find: indexes are put together when they are asked for.
     */
    GATEWAY,
    /** Whoever reads the disk, without this server: each published file is one. */
    ANYBODY
}
