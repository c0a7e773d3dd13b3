package io.staithe.library.addition;

/**
 * A warning about a file that is not added.
 *
 * @param path the upload directory and the name
 * @param warning the words
 */
public record Remark(String path, String warning) {}
