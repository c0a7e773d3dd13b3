package io.staithe.intake;

import io.staithe.pool.Blob;

/**
 * A file in an upload directory.
 *
 * @param directory the directory, which may contain {@code /}
 * @param name its base name
 * @param blob its bytes
 */
public record UploadedFile(String directory, String name, Blob blob) {}
