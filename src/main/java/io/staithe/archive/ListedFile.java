package io.staithe.archive;

/**
 * A file that a Release file lists.
 *
 * @param path relative to the distribution
 */
public record ListedFile(String path, Sums sums) {}
