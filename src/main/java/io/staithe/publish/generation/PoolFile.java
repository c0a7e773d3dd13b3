package io.staithe.publish.generation;

import io.staithe.pool.Blob;

/**
 * A file that a generation shows in the pool of its prefix.
 *
 * @param path relative to the prefix
 */
public record PoolFile(String path, Blob blob) {}
