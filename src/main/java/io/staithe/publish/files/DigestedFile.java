package io.staithe.publish.files;

import io.staithe.archive.Algorithm;
import io.staithe.archive.ListedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** A new file that is hashed while it is written and on disk when it is closed. One thread at a time; blocks. */
final class DigestedFile extends OutputStream {
    private static final int BUFFER_BYTES = 128 * 1024;

    private final String path;
    private final FileChannel channel;
    private final Summing summing;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    DigestedFile(Path file, String path, Set<Algorithm> others) throws IOException {
        this.path = path;
        this.summing = new Summing(others);
        this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public void write(int value) throws IOException {
        if (!buffer.hasRemaining()) {
            drain();
        }
        buffer.put((byte) value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int written = 0;
        while (written < length) {
            if (!buffer.hasRemaining()) {
                drain();
            }
            int part = Math.min(length - written, buffer.remaining());
            buffer.put(bytes, offset + written, part);
            written += part;
        }
    }

    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) {
            return;
        }
        try (channel) {
            drain();
            channel.force(true);
        }
    }

    /** What the finished file is; to be asked once, after closing. */
    ListedFile listed() {
        return new ListedFile(path, summing.sums());
    }

    private void drain() throws IOException {
        buffer.flip();
        summing.add(buffer.array(), 0, buffer.limit());
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }
}
