package io.staithe.s3;

import org.jspecify.annotations.Nullable;

/**
 * An object that is there.
 *
 * @param etag its entity tag, with quotes
 * @param sha256 what its metadata says of its bytes; null for nothing
 * @param generation what its metadata says it shows; null for nothing
 */
record Standing(
        long sizeBytes,
        String etag,
        @Nullable String sha256,
        @Nullable String generation) {}
