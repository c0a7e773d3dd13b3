package io.staithe.deb.container;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import io.staithe.fault.Fault;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.time.Duration;
import org.tukaani.xz.MemoryLimitException;

/**
 * A member undone: refuses when the bytes are not what the name says, are corrupt, unpack to more than allowed, or take
 * too long. An {@code IOException} that leaves it is trouble with the file. Must be closed: zstd holds native memory.
 */
final class Unpacked extends InputStream {
    private static final int BUFFER_BYTES = 16 * 1024;

    private final DebMembers.Part part;
    private final InputStream stored;
    private final InputStream plain;
    private final long maxBytes;
    private final Duration maxTime;
    private final long began = System.nanoTime();
    private long unpackedBytes;

    private Unpacked(DebMembers.Part part, InputStream stored, InputStream plain, long maxBytes, Duration maxTime) {
        this.part = part;
        this.stored = stored;
        this.plain = plain;
        this.maxBytes = maxBytes;
        this.maxTime = maxTime;
    }

    /** Opens the member after a look at its first bytes. */
    static Unpacked open(DebMembers.Part part, Limits limits, long maxBytes) throws IOException {
        PushbackInputStream in = new PushbackInputStream(part.body(), Compression.HEAD_BYTES);
        byte[] head = in.readNBytes(Compression.HEAD_BYTES);
        part.checkHead(head);
        in.unread(head);
        if (part.compression() == Compression.NONE) {
            return new Unpacked(part, in, in, maxBytes, limits.unpackTime());
        }
        InputStream stored = new BufferedInputStream(in, BUFFER_BYTES);
        InputStream plain = guarded(part, () -> part.compression().undo(stored, limits));
        return new Unpacked(part, stored, plain, maxBytes, limits.unpackTime());
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = guarded(part, () -> plain.read(target, offset, length));
        count(Math.max(count, 0));
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        if (part.compression() == Compression.NONE) {
            long skipped = guarded(part, () -> plain.skip(count));
            count(skipped);
            return skipped;
        }
        byte[] waste = new byte[(int) Math.min(count, BUFFER_BYTES)];
        long left = count;
        while (left > 0) {
            int read = read(waste, 0, (int) Math.min(left, waste.length));
            if (read < 0) {
                break;
            }
            left -= read;
        }
        return count - left;
    }

    /** Refuses bytes after the compressed stream; to be called when all is read. */
    void checkNothingFollows() throws IOException {
        if (guarded(part, stored::read) >= 0) {
            throw ContainerFault.AFTER_COMPRESSION.about(
                    part.thing(), "must be one compressed stream, and nothing may follow it");
        }
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }

    private void count(long bytes) {
        unpackedBytes += bytes;
        if (unpackedBytes > maxBytes) {
            throw ContainerFault.UNPACKS_TOO_LARGE.about(part.thing(), "must unpack to at most " + maxBytes + " bytes");
        }
        if (System.nanoTime() - began > maxTime.toNanos()) {
            throw ContainerFault.UNPACKS_TOO_LONG.about(part.thing(), "must unpack within " + maxTime);
        }
    }

    private static <T> T guarded(DebMembers.Part part, Streams.FileCall<T> call) throws IOException {
        try {
            return call.get();
        } catch (IOException trouble) {
            throw told(part, trouble);
        } catch (Fault fault) {
            throw fault;
        } catch (RuntimeException broken) {
            throw ContainerFault.CORRUPT_COMPRESSION.about(part.thing(), "its compressed bytes are corrupt");
        }
    }

    /** The trouble as it is if it is the file's; a refusal if it is the bytes'. */
    private static IOException told(DebMembers.Part part, IOException trouble) {
        if (trouble instanceof Streams.FileTrouble) {
            return trouble;
        }
        if (trouble instanceof MemoryLimitException || isTooWide(trouble)) {
            throw ContainerFault.COMPRESSION_MEMORY.about(part.thing(), "its dictionary or window is too large");
        }
        throw ContainerFault.CORRUPT_COMPRESSION.about(
                part.thing(),
                "its compressed bytes are corrupt: " + Fault.bounded(String.valueOf(trouble.getMessage())));
    }

    private static boolean isTooWide(IOException trouble) {
        return trouble instanceof ZstdIOException zstd && zstd.getErrorCode() == Zstd.errFrameParameterWindowTooLarge();
    }
}
