package io.staithe.publish.files;

import io.staithe.archive.Algorithm;
import io.staithe.archive.ListedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A new file that is hashed while it is written. On disk when it is closed, or told to whoever brings many to disk at
 * once. One thread at a time; blocks.
 */
final class DigestedFile extends OutputStream {
    private static final int BUFFER_BYTES = 128 * 1024;

    private final Path file;
    private final String path;
    private final @Nullable Collection<Path> unsynced;
    private final FileChannel channel;
    private final Summing summing;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    /** A file that is on disk when it is closed. */
    DigestedFile(Path file, String path, Set<Algorithm> others) throws IOException {
        this(file, path, others, null);
    }

    /**
     * A file that is told to a collection when it is closed, and not brought to disk.
     *
     * @param unsynced null for none
     */
    DigestedFile(Path file, String path, Set<Algorithm> others, @Nullable Collection<Path> unsynced)
            throws IOException {
        this.file = file;
        this.path = path;
        this.unsynced = unsynced;
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
            if (unsynced == null) {
                channel.force(true);
            } else {
                unsynced.add(file);
            }
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
