package io.staithe.deb.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The first zstd frame of a stream, and nothing after it (RFC 8878, section 3.1.1); libzstd itself would go on to the
 * next frame, where dpkg stops. Follows the lengths only: a frame with wrong contents is the decompressor's to find.
 */
final class ZstdFrame extends InputStream {
    private static final int MAGIC_BYTES = 4;
    private static final int BLOCK_HEADER_BYTES = 3;
    private static final int CHECKSUM_BYTES = 4;
    private static final int RLE_BLOCK = 1;
    private static final int[] DICTIONARY_ID_BYTES = {0, 1, 2, 4};
    private static final int[] CONTENT_SIZE_BYTES = {0, 2, 4, 8};

    private final InputStream in;
    private byte[] header = new byte[0];
    private int headerAt;
    private long bodyLeft;
    private boolean hasBegun;
    private boolean hasChecksum;
    private boolean isLastBlock;
    private boolean isFinished;

    ZstdFrame(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (headerAt == header.length && bodyLeft == 0 && !isFinished) {
            advance();
        }
        if (headerAt < header.length) {
            int count = Math.min(length, header.length - headerAt);
            System.arraycopy(header, headerAt, target, offset, count);
            headerAt += count;
            return count;
        }
        if (isFinished) {
            return -1;
        }
        int count = in.read(target, offset, (int) Math.min(length, bodyLeft));
        bodyLeft -= Math.max(count, 0);
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void advance() throws IOException {
        if (!hasBegun) {
            hasBegun = true;
            setHeader(frameHeader());
            return;
        }
        if (isLastBlock) {
            isFinished = true;
            setHeader(hasChecksum ? exactly(CHECKSUM_BYTES) : new byte[0]);
            return;
        }
        setHeader(exactly(BLOCK_HEADER_BYTES));
        int bits = (header[0] & 0xff) | (header[1] & 0xff) << 8 | (header[2] & 0xff) << 16;
        isLastBlock = (bits & 1) != 0;
        bodyLeft = (bits >> 1 & 3) == RLE_BLOCK ? 1 : bits >> 3;
    }

    private byte[] frameHeader() throws IOException {
        byte[] start = exactly(MAGIC_BYTES + 1);
        int descriptor = start[MAGIC_BYTES] & 0xff;
        boolean isSingleSegment = (descriptor & 0x20) != 0;
        hasChecksum = (descriptor & 0x04) != 0;
        int contentSize = CONTENT_SIZE_BYTES[descriptor >> 6];
        int rest = (isSingleSegment ? 0 : 1)
                + DICTIONARY_ID_BYTES[descriptor & 3]
                + (isSingleSegment && contentSize == 0 ? 1 : contentSize);
        byte[] all = new byte[start.length + rest];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(exactly(rest), 0, all, start.length, rest);
        return all;
    }

    private void setHeader(byte[] bytes) {
        header = bytes;
        headerAt = 0;
    }

    private byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the zstd frame ends too early");
        }
        return bytes;
    }
}
