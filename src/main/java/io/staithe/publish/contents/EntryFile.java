package io.staithe.publish.contents;

import io.staithe.archive.contents.ContentsEntry;
import io.staithe.archive.contents.ContentsEntry.Change;
import io.staithe.archive.contents.EntrySource;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sorted entries on disk, in a file without a name: a crash leaves nothing. Blocks.
 *
 * <p>An entry is the number of bytes that its key shares with the one before, the number of the others, the length of
 * its path, what happened to it, and those bytes.
 */
final class EntryFile implements Closeable {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final Change[] CHANGES = Change.values();

    private final FileChannel channel;

    private EntryFile(FileChannel channel) {
        this.channel = channel;
    }

    /** Writes entries, which are sorted, into a directory, which is made where it is missing. */
    static EntryFile written(List<ContentsEntry> entries, Path directory) throws IOException {
        Files.createDirectories(directory);
        Path name = Files.createTempFile(directory, "contents", null);
        FileChannel channel;
        try {
            channel = FileChannel.open(name, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            Files.delete(name);
        }
        EntryFile file = new EntryFile(channel);
        try {
            file.write(entries);
        } catch (IOException | RuntimeException failed) {
            file.close();
            throw failed;
        }
        return file;
    }

    private void write(List<ContentsEntry> entries) throws IOException {
        DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES));
        byte[] before = new byte[0];
        for (ContentsEntry entry : entries) {
            byte[] key = entry.key();
            int mismatch = Arrays.mismatch(before, key);
            int shared = mismatch < 0 ? key.length : mismatch;
            out.writeInt(shared);
            out.writeInt(key.length - shared);
            out.writeInt(entry.pathLength());
            out.writeByte(entry.change().ordinal());
            out.write(key, shared, key.length - shared);
            before = key;
        }
        out.flush();
    }

    /** The entries from the first; several may be read at the same time. */
    EntrySource entries() {
        return new Reader(new DataInputStream(new BufferedInputStream(new Positioned(channel), BUFFER_BYTES)));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static final class Reader implements EntrySource {
        private final DataInputStream in;
        private byte[] key = new byte[0];
        private @Nullable ContentsEntry entry;

        Reader(DataInputStream in) {
            this.in = in;
        }

        @Override
        public boolean next() throws IOException {
            int shared;
            try {
                shared = in.readInt();
            } catch (EOFException end) {
                return false;
            }
            int rest = in.readInt();
            int pathLength = in.readInt();
            Change change = CHANGES[in.readByte()];
            key = Arrays.copyOf(key, shared + rest);
            in.readFully(key, shared, rest);
            entry = ContentsEntry.ofKey(key, pathLength, change);
            return true;
        }

        @Override
        public ContentsEntry entry() {
            return Objects.requireNonNull(entry, "there is no entry");
        }
    }

    /** Reads a channel from its beginning without moving it. */
    private static final class Positioned extends InputStream {
        private final FileChannel channel;
        private long position;

        Positioned(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = channel.read(ByteBuffer.wrap(target, offset, length), position);
            position += Math.max(count, 0);
            return count;
        }
    }
}
