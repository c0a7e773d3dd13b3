package io.staithe.pool.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes the file of one upload from its first byte to its last: what is small through the page cache, from where it is
 * read again in a moment; the rest of a large one past it, where the file system can do that.
 *
 * <p>All but the last append bring whole pages of the {@link PagePool}, which is what such a write needs; the odd rest
 * at the end goes through the cache again, and all that follows one. Blocks; one thread at a time.
 */
final class SpoolWriter {
    private final Disk disk;
    private final Path path;
    private final long cachedBytes;
    private boolean made;
    private volatile long written;
    private boolean plain;
    private @Nullable FileChannel cached;
    private @Nullable FileChannel direct;

    private SpoolWriter(Disk disk, Path path, long cachedBytes) {
        this.disk = disk;
        this.path = path;
        this.cachedBytes = cachedBytes;
    }

    /** A writer of a file that is not there yet, whose first bytes go through the page cache. */
    static SpoolWriter fresh(Disk disk, Path path, long cachedBytes) {
        return new SpoolWriter(disk, path, cachedBytes);
    }

    /** A writer that goes on behind so many bytes of a file, which is made where it is missing. */
    static SpoolWriter after(long bytes, Disk disk, Path path, long cachedBytes) {
        SpoolWriter writer = new SpoolWriter(disk, path, cachedBytes);
        writer.made = true;
        writer.written = bytes;
        return writer;
    }

    /** Appends bytes; the first ones make the file. */
    void append(ByteBuffer[] bytes) throws IOException {
        FileChannel open = cached;
        if (open == null) {
            open = made ? disk.goOn(path) : disk.create(path);
            cached = open;
            made = true;
        }
        long length = remaining(bytes);
        appendDirectly(bytes);
        long left = remaining(bytes);
        if (left > 0) {
            disk.append(open.position(written + length - left), bytes);
        }
        written = written + length;
    }

    /** How many bytes the file has so far. */
    long written() {
        return written;
    }

    /** Writes the whole pages, or as much of them as the file system takes in this way. */
    private void appendDirectly(ByteBuffer[] bytes) throws IOException {
        boolean ragged = bytes.length > 0 && bytes[bytes.length - 1].remaining() < PagePool.PAGE;
        int whole = bytes.length - (ragged ? 1 : 0);
        FileChannel open = whole > 0 && written >= cachedBytes && written % PagePool.PAGE == 0 ? directly() : null;
        if (open == null) {
            return;
        }
        try {
            disk.append(open.position(written), Arrays.copyOf(bytes, whole));
        } catch (IOException refused) {
            // Some file systems refuse only when they are written to; a disk that is full says so once more.
            plain = true;
        }
    }

    private @Nullable FileChannel directly() throws IOException {
        if (direct == null && !plain) {
            direct = disk.openDirectly(path);
            plain = direct == null;
        }
        return plain ? null : direct;
    }

    /** Closes the file, if there is one; repeatable. */
    void close() throws IOException {
        try {
            if (direct != null) {
                direct.close();
            }
        } finally {
            if (cached != null) {
                cached.close();
            }
        }
    }

    /** Closes and deletes the file, if there is one. */
    void delete() throws IOException {
        close();
        if (made) {
            Files.deleteIfExists(path);
        }
    }

    private static long remaining(ByteBuffer[] bytes) {
        long remaining = 0;
        for (ByteBuffer page : bytes) {
            remaining += page.remaining();
        }
        return remaining;
    }
}
