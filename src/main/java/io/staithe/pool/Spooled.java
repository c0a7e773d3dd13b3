package io.staithe.pool;

/**
 * A body that was read to its end: a file in the spool of this instance, and its digests.
 *
 * @param upload the upload's own id, which names the file
 * @param digests size and digests
 */
public record Spooled(String upload, Digests digests) {}
