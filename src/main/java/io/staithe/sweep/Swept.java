package io.staithe.sweep;

/**
 * What was swept of a kind.
 *
 * @param count how many rows, or files where they have none
 * @param sizeBytes how many bytes of files
 */
public record Swept(Kind kind, long count, long sizeBytes) {
    /** Both together. */
    Swept plus(Swept other) {
        return new Swept(kind, count + other.count, sizeBytes + other.sizeBytes);
    }
}
