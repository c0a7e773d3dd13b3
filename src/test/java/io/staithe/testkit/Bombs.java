package io.staithe.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** Small bytes that ask for much, written by hand (RFC 8878; the .xz file format 1.2). */
final class Bombs {
    private static final int MAX_BLOCK = 128 * 1024;
    private static final int XZ_BLOCK_HEADER = 12;
    private static final int XZ_GIBIBYTE = 36;

    private Bombs() {}

    /**
     * One zstd frame.
     *
     * @param start its first bytes when unpacked, of at most 128 KiB
     * @param zeros how many zeros follow
     * @param windowLog the window that it asks for, as a power of two
     */
    static byte[] zstd(byte[] start, long zeros, int windowLog) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) (windowLog - 10 << 3)});
        writeBlock(frame, start.length, 0, zeros == 0);
        frame.writeBytes(start);
        for (long left = zeros; left > 0; left -= MAX_BLOCK) {
            writeBlock(frame, (int) Math.min(left, MAX_BLOCK), 1, left <= MAX_BLOCK);
            frame.write(0);
        }
        return frame.toByteArray();
    }

    /** An xz stream whose block says that it needs a dictionary of 1 GiB. */
    static byte[] withDictionaryOfGibibyte(byte[] xz) {
        byte[] changed = xz.clone();
        int length = (xz[XZ_BLOCK_HEADER] + 1) * 4;
        changed[XZ_BLOCK_HEADER + 4] = XZ_GIBIBYTE;
        CRC32 crc = new CRC32();
        crc.update(changed, XZ_BLOCK_HEADER, length - 4);
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(XZ_BLOCK_HEADER + length - 4, (int)
                crc.getValue());
        return changed;
    }

    private static void writeBlock(ByteArrayOutputStream frame, int size, int type, boolean isLast) {
        int header = size << 3 | type << 1 | (isLast ? 1 : 0);
        frame.write(header);
        frame.write(header >> 8);
        frame.write(header >> 16);
    }
}
