package io.staithe.archive;

/**
 * A file that a Release file lists.
 *
 * @param path relative to the distribution
 * @param sizeBytes its size
 * @param sha256 lower-case hexadecimal
 */
public record ListedFile(String path, long sizeBytes, String sha256) {}
