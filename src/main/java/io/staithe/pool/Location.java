package io.staithe.pool;

/**
 * Where a blob lies in its pool: a relative path, of its digest and then of the upload that wrote it, so that two
 * uploads of the same bytes never write one file.
 *
 * @param value the path, with {@code /}
 */
public record Location(String value) {
    @Override
    public String toString() {
        return value;
    }
}
