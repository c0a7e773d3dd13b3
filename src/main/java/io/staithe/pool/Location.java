package io.staithe.pool;

/**
 * Where a blob lies in its pool: a relative path, of its digest and then of the upload that wrote it, so that two
 * uploads of the same bytes never write one file.
 *
 * @param value the path, with {@code /}
 */
public record Location(String value) {
    private static final int PAIR = 2;

    /** Where spooled bytes will lie for good. */
    public static Location of(Spooled spooled) {
        String sha256 = spooled.digests().sha256();
        return new Location(sha256.substring(0, PAIR) + "/" + sha256 + "." + spooled.upload());
    }

    /** The digest of the bytes, lower-case hexadecimal. */
    public String sha256() {
        String name = value.substring(value.lastIndexOf('/') + 1);
        return name.substring(0, name.indexOf('.'));
    }

    @Override
    public String toString() {
        return value;
    }
}
