package io.staithe.pool;

/**
 * The size and the digests of some bytes.
 *
 * @param sizeBytes the size
 * @param md5 lower-case hexadecimal, as the others
 */
public record Digests(long sizeBytes, String md5, String sha1, String sha256, String sha512) {}
