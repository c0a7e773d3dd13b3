package io.staithe.publish;

import io.staithe.publish.PublishedFiles.Piece;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Reads pieces of files, one after another. Holds one file open; for one thread. */
final class PieceStream extends InputStream {
    private final Deque<Piece> rest;
    private @Nullable ReadableByteChannel open;
    private long left;

    PieceStream(Collection<Piece> pieces) {
        this.rest = new ArrayDeque<>(pieces);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (left == 0) {
            close();
            Piece next = rest.poll();
            if (next == null) {
                return -1;
            }
            open = next.bytes() == null
                    ? FileChannel.open(next.file()).position(next.offset())
                    : Channels.newChannel(new ByteArrayInputStream(next.bytes()));
            left = next.sizeBytes();
        }
        int count = open == null ? -1 : open.read(ByteBuffer.wrap(into, offset, (int) Math.min(length, left)));
        if (count < 0) {
            throw new EOFException("a published file is shorter than it was");
        }
        left -= count;
        return count;
    }

    @Override
    public void close() throws IOException {
        left = 0;
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
