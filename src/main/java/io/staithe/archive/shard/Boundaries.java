package io.staithe.archive.shard;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Where an index is cut into shards, by content alone: whether a boundary lies before an entry depends on the entry's
 * key and size and on how much text came since the boundary before, on nothing else.
 *
 * <p>So the cutting forgets everything at each boundary: cutting again from any boundary gives what cutting from the
 * beginning gave, and once a changed stretch meets an old boundary again, everything after it stands as it was.
 */
final class Boundaries {
    /** No boundary comes before this much text; the last shard of an index may be smaller. */
    static final int MIN_BYTES = 128 * 1024;
    /** After this much text a boundary comes whatever the key. */
    static final int MAX_BYTES = 256 * 1024;
    /** How much text comes on average between the least size and the boundary. */
    private static final int MEAN_GAP_BYTES = 32 * 1024;

    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private Boundaries() {}

    /**
     * Whether a boundary lies before an entry. Never before the first, where nothing is pending.
     *
     * @param key what names the entry among all entries of the index
     * @param entryBytes its size
     * @param pendingBytes the text since the boundary before
     */
    static boolean isBefore(String key, int entryBytes, int pendingBytes) {
        if (pendingBytes >= MAX_BYTES) {
            return true;
        }
        return pendingBytes >= MIN_BYTES && draw(key) < entryBytes / (double) MEAN_GAP_BYTES;
    }

    /** A number in [0, 1) that depends on the key alone. */
    private static double draw(String key) {
        CRC32C crc = new CRC32C();
        crc.update(key.getBytes(StandardCharsets.UTF_8));
        return (crc.getValue() * SPREAD >>> 11) * 0x1p-53;
    }
}
