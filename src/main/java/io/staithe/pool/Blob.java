package io.staithe.pool;

/**
 * Kept bytes.
 *
 * @param id the row
 * @param digests size and digests
 * @param location where the pool has them
 */
public record Blob(long id, Digests digests, Location location) {
    /** That of the row: of equal rows, which thousands of lookups ask for, the rest is equal too. */
    @Override
    public int hashCode() {
        return Long.hashCode(id);
    }
}
