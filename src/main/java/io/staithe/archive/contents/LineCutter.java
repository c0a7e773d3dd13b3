package io.staithe.archive.contents;

import java.util.Arrays;

/**
 * Collects lines and tells where a shard ends: after a path whose hash says so, but not while the shard is small, and
 * always when it is large. What came before the shard has no part in it. For one thread.
 */
final class LineCutter {
    private static final int FIRST_BYTES = 4096;
    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long MIX = 0x9e3779b97f4a7c15L;

    private final Sizes sizes;
    private byte[] text = new byte[FIRST_BYTES];
    private int length;
    private byte[] lastPath = new byte[0];

    LineCutter(Sizes sizes) {
        this.sizes = sizes;
    }

    /** Whether it stands at the beginning of a shard. */
    boolean isEmpty() {
        return length == 0;
    }

    /** Adds a whole line, which begins with its path; tells whether the shard ends here. */
    boolean add(byte[] source, int from, int to, int pathLength) {
        int needed = Math.addExact(length, to - from);
        if (needed > text.length) {
            text = Arrays.copyOf(text, Math.max(needed, (int) Math.min(2L * text.length, Integer.MAX_VALUE - 8)));
        }
        System.arraycopy(source, from, text, length, to - from);
        length = needed;
        lastPath = Arrays.copyOfRange(source, from, from + pathLength);
        return length >= sizes.most() || length >= sizes.least() && isMark(lastPath, sizes.oneIn());
    }

    /** Ends the shard. */
    Piece.Fresh take() {
        Piece.Fresh fresh = new Piece.Fresh(Arrays.copyOf(text, length), lastPath);
        length = 0;
        return fresh;
    }

    private static boolean isMark(byte[] path, int oneIn) {
        long hash = FNV_BASIS;
        for (byte octet : path) {
            hash = (hash ^ (octet & 0xff)) * FNV_PRIME;
        }
        hash *= MIX;
        return Long.remainderUnsigned(hash >>> Integer.SIZE, oneIn) == 0;
    }

    /**
     * How large shards are; another value makes other shards of the same text.
     *
     * @param least no shard but the last is smaller, in bytes
     * @param most a line that reaches it ends its shard, in bytes
     * @param oneIn how many paths there are to one that may end a shard
     */
    record Sizes(int least, int most, int oneIn) {
        /** Those of every published index. */
        static final Sizes USUAL = new Sizes(16 << 10, 128 << 10, 512);
    }
}
