package io.staithe.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * An object read from its first byte, for one thread that blocks: a chunk at a time, each of which the SDK asks for
 * again where it does not come whole in time. Skipping asks for nothing.
 *
 * <p>What fails between here and the store is a fault, never an {@link IOException}: whoever judges the bytes must not
 * take it for their end.
 */
final class ObjectStream extends InputStream {
    private static final int CHUNK = 4 << 20;

    private final Bucket bucket;
    private final String path;
    private final long sizeBytes;
    private long position;
    private ByteBuffer chunk = ByteBuffer.allocate(0);

    private ObjectStream(Bucket bucket, String path, long sizeBytes) {
        this.bucket = bucket;
        this.path = path;
        this.sizeBytes = sizeBytes;
    }

    /** Asks for the size of an object, and opens it. Blocks. */
    static ObjectStream open(Bucket bucket, String path) throws IOException {
        return new ObjectStream(bucket, path, got(bucket, path, bucket.sizeBytes(path)));
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
        if (position >= sizeBytes) {
            return -1;
        }
        if (!chunk.hasRemaining()) {
            chunk = got(bucket, path, bucket.chunk(path, position, Math.min(CHUNK, sizeBytes - position)));
        }
        int count = Math.min(length, chunk.remaining());
        chunk.get(into, offset, count);
        position += count;
        return count;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.min(Math.max(0, count), sizeBytes - position);
        chunk.position((int) Math.min(chunk.position() + skipped, chunk.limit()));
        position += skipped;
        return skipped;
    }

    private static <T> T got(Bucket bucket, String path, CompletableFuture<T> answer) throws IOException {
        try {
            return answer.get();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            answer.cancel(true);
            throw new IOException("reading was interrupted", stopping);
        } catch (ExecutionException failed) {
            throw bucket.lostOr(failed.getCause() == null ? failed : failed.getCause(), path);
        }
    }
}
