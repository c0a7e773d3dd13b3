package io.staithe.library.change;

import io.staithe.pool.Blob;

/**
 * Bytes that a caller may add without sending them.
 *
 * @param directory the upload directory that has them, or empty where a repository has them
 * @param name the name of the file there
 */
public record Holding(String directory, String name, Blob blob) {
    String sha256() {
        return blob.digests().sha256();
    }
}
