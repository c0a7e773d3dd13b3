package io.staithe.deb;

/**
 * A Debian version, ordered as {@code dpkg --compare-versions} orders them (Debian Policy 5.6.12, deb-version(7)).
 *
 * <p>Two versions may compare equal with different texts ({@code 1.0} and {@code 1.00}); {@code equals} compares texts.
 *
 * @param value the text
 */
public record DebVersion(String value) implements Comparable<DebVersion> {
    @Override
    public int compareTo(DebVersion other) {
        throw new IllegalStateException("skeleton");
    }

    /** The text without its epoch, as file names have it. */
    public String withoutEpoch() {
        return value.substring(value.indexOf(':') + 1);
    }

    /** A key whose unsigned byte order is the order of versions; equal keys if and only if the versions compare equal. */
    public byte[] orderKey() {
        throw new IllegalStateException("skeleton");
    }

    @Override
    public String toString() {
        return value;
    }
}
