package io.staithe.archive.contents;

import java.util.Arrays;

/**
 * A path, a location that has it, and what happened to that. Ordered by the bytes of the path, then of the location.
 *
 * <p>The key is path, NUL, location: inspection lets no control character into a path, so the bytes of whole keys sort
 * as paths do. Keys are shared, never changed.
 */
public final class ContentsEntry implements Comparable<ContentsEntry> {
    private static final byte SEPARATOR = 0;

    private final byte[] key;
    private final int pathLength;
    private final Change change;

    private ContentsEntry(byte[] key, int pathLength, Change change) {
        this.key = key;
        this.pathLength = pathLength;
        this.change = change;
    }

    /** An entry of a path and a location, both in UTF-8. */
    public static ContentsEntry of(byte[] path, byte[] location, Change change) {
        byte[] key = Arrays.copyOf(path, path.length + 1 + location.length);
        key[path.length] = SEPARATOR;
        System.arraycopy(location, 0, key, path.length + 1, location.length);
        return new ContentsEntry(key, path.length, change);
    }

    /** An entry as {@link #key} and {@link #pathLength} told it; takes the array. */
    public static ContentsEntry ofKey(byte[] key, int pathLength, Change change) {
        return new ContentsEntry(key, pathLength, change);
    }

    /** Path, NUL, location; not to be changed. */
    public byte[] key() {
        return key;
    }

    /** How many bytes of the key are the path. */
    public int pathLength() {
        return pathLength;
    }

    /** What happened to it. */
    public Change change() {
        return change;
    }

    /** The path. */
    byte[] path() {
        return Arrays.copyOf(key, pathLength);
    }

    /** The location. */
    byte[] location() {
        return Arrays.copyOfRange(key, pathLength + 1, key.length);
    }

    /** Whether both are about the same path and location. */
    boolean isAbout(ContentsEntry other) {
        return Arrays.equals(key, other.key);
    }

    /** Compares the path with another, by bytes. */
    int comparePath(byte[] other, int from, int to) {
        return Arrays.compareUnsigned(key, 0, pathLength, other, from, to);
    }

    @Override
    public int compareTo(ContentsEntry other) {
        return Arrays.compareUnsigned(key, other.key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContentsEntry entry && isAbout(entry) && change == entry.change;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(key);
    }

    /** What happened to a location of a path between two states. */
    public enum Change {
        /** A package with it is there that was not. */
        CAME,
        /** A package with it was there and is not. */
        WENT,
        /** A package with it was there and still is. */
        STAYED
    }
}
