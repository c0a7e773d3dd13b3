package io.staithe.s3;

import org.jspecify.annotations.Nullable;

/**
 * What an object says of itself.
 *
 * @param sha256 of its bytes, lower-case hexadecimal; kept in its metadata
 * @param contentType its media type
 * @param cacheControl how long caches may keep it; null for nothing
 * @param generation the generation that it shows, where that decides; else null
 */
record Outline(
        String sha256,
        String contentType,
        @Nullable String cacheControl,
        @Nullable String generation) {
    /** In metadata: the digest of the bytes. */
    static final String SHA256 = "sha256";

    /** In metadata: the generation that the object shows. */
    static final String GENERATION = "staithe-generation";

    /** Of a path that never means other bytes. */
    static final String IMMUTABLE = "public, max-age=31536000, immutable";

    /** Of a path whose bytes are replaced. */
    static final String REVALIDATE = "no-cache";

    /** Bytes of the pool, which nobody but this server reads. */
    static Outline ofPool(String sha256) {
        return new Outline(sha256, "application/octet-stream", null, null);
    }
}
