package io.staithe.archive.shard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.tukaani.xz.BasicArrayCache;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.UnsupportedOptionsException;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

/**
 * One xz stream of many blocks that were made apart (the .xz file format 1.2.1): a header, the blocks one after
 * another, then an index of their sizes and a footer. apt reads no second stream, so there is one.
 *
 * <p>All blocks have the same check. A reader needs no more memory than for one block's dictionary.
 */
public final class XzStream {
    private static final int PRESET = 1;
    private static final int DICTIONARY_BYTES = 512 * 1024;
    private static final int CHECK = XZ.CHECK_CRC64;

    private static final int HEADER_BYTES = 12;
    private static final int FOOTER_BYTES = 12;
    private static final int CRC_BYTES = 4;
    private static final int MAX_NUMBER_BYTES = 9;
    private static final byte[] MAGIC = {(byte) 0xFD, '7', 'z', 'X', 'Z', 0};
    private static final byte[] FOOTER_MAGIC = {'Y', 'Z'};
    private static final byte[] FLAGS = {0, CHECK};

    private XzStream() {}

    /** The text, which is not empty, as one block. Needs about 8 MiB, kept for the next block. */
    public static Block block(byte[] text) {
        byte[] stream = compressed(text);
        int indexBytes = (littleEndian(stream, stream.length - FOOTER_BYTES + CRC_BYTES) + 1) * CRC_BYTES;
        int end = stream.length - FOOTER_BYTES - indexBytes;
        // The index has a zero, the number of records, and one record: the unpadded size, then the size of the text.
        int unpadded = (int) number(stream, end + 2);
        return new Block(Arrays.copyOfRange(stream, HEADER_BYTES, end), unpadded);
    }

    /** What comes before the first block. */
    public static byte[] header() {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).put(FLAGS).putInt(crc(FLAGS, FLAGS.length));
        return header.array();
    }

    /** What comes after the last block: the index of all blocks in their order, and the footer. */
    public static byte[] tail(List<Shard> blocks) {
        ByteBuffer tail = ByteBuffer.allocate(2 * MAX_NUMBER_BYTES * (blocks.size() + 1) + FOOTER_BYTES + 2 * CRC_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        tail.put((byte) 0);
        putNumber(tail, blocks.size());
        for (Shard block : blocks) {
            putNumber(tail, block.xzUnpaddedBytes());
            putNumber(tail, block.textBytes());
        }
        while (tail.position() % CRC_BYTES != 0) {
            tail.put((byte) 0);
        }
        tail.putInt(crc(tail.array(), tail.position()));
        int indexBytes = tail.position();
        ByteBuffer sizeAndFlags = ByteBuffer.allocate(CRC_BYTES + FLAGS.length).order(ByteOrder.LITTLE_ENDIAN);
        sizeAndFlags.putInt(indexBytes / CRC_BYTES - 1).put(FLAGS);
        tail.putInt(crc(sizeAndFlags.array(), sizeAndFlags.capacity()))
                .put(sizeAndFlags.array())
                .put(FOOTER_MAGIC);
        return Arrays.copyOf(tail.array(), tail.position());
    }

    private static byte[] compressed(byte[] text) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream(text.length / 2 + 1024);
        try (XZOutputStream out = new XZOutputStream(stream, options(), CHECK, BasicArrayCache.getInstance())) {
            out.write(text);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return stream.toByteArray();
    }

    private static LZMA2Options options() throws UnsupportedOptionsException {
        LZMA2Options options = new LZMA2Options(PRESET);
        options.setDictSize(DICTIONARY_BYTES);
        return options;
    }

    private static int littleEndian(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }

    private static int crc(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static long number(byte[] bytes, int at) {
        long number = 0;
        int next = at;
        for (int shift = 0; ; shift += 7) {
            number |= (bytes[next] & 0x7FL) << shift;
            if (bytes[next++] >= 0) {
                return number;
            }
        }
    }

    private static void putNumber(ByteBuffer out, long number) {
        long rest = number;
        while (rest > 0x7F) {
            out.put((byte) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    /**
     * A block.
     *
     * @param bytes with padding: a multiple of four
     * @param unpaddedBytes its size in the index
     */
    public record Block(byte[] bytes, int unpaddedBytes) {}
}
