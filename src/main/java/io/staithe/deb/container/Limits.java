package io.staithe.deb.container;

import java.time.Duration;

/**
 * How much a container may ask of whoever reads it; the output of a decompressor counts, not what it claims.
 *
 * @param members members of the ar archive
 * @param controlMemberBytes control.tar as it is stored
 * @param controlTarBytes control.tar unpacked
 * @param controlFileBytes the control file
 * @param controlEntries entries of control.tar
 * @param dataTarBytes data.tar unpacked, whatever its size as stored
 * @param dataTarRatio data.tar may unpack to this many times its stored size, where that is more than
 *     {@code dataTarBytes}
 * @param dataEntries entries of data.tar
 * @param memoryKibibytes memory of an xz or lzma decompressor
 * @param windowLog the window of zstd, as a power of two
 * @param unpackTime how long a member may take to be unpacked
 */
public record Limits(
        int members,
        long controlMemberBytes,
        long controlTarBytes,
        int controlFileBytes,
        int controlEntries,
        long dataTarBytes,
        int dataTarRatio,
        int dataEntries,
        int memoryKibibytes,
        int windowLog,
        Duration unpackTime) {
    /** Ten times what the largest of packages take. */
    private static final Duration UNPACK_TIME = Duration.ofHours(1);

    /** What a server can bear and real packages keep. */
    public static final Limits USUAL =
            new Limits(64, 16L << 20, 64L << 20, 1 << 20, 1000, 2L << 30, 200, 1_000_000, 66 << 10, 27, UNPACK_TIME);

    long unpackedDataBytes(long storedBytes) {
        return Math.max(dataTarBytes, storedBytes * dataTarRatio);
    }
}
