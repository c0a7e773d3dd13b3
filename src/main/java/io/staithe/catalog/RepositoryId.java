package io.staithe.catalog;

/**
 * The row of a repository; its name may change, this does not.
 *
 * @param value positive
 */
public record RepositoryId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
