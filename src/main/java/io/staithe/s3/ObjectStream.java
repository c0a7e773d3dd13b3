package io.staithe.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;

/**
 * An object read from its first byte, for one thread that blocks; skipping far asks the store anew, from there.
 *
 * <p>What fails between here and the store is a fault, never an {@link IOException}: whoever judges the bytes must not
 * take it for their end.
 */
final class ObjectStream extends InputStream {
    /** Up to here it is quicker to read on than to ask again. */
    private static final long NEAR = 256 * 1024;

    private final Bucket bucket;
    private final String path;
    private final long sizeBytes;
    private long position;
    private @Nullable InputStream open;

    /** Asks for the size of an object, and opens it. Blocks. */
    static ObjectStream open(Bucket bucket, String path) throws IOException {
        try {
            return new ObjectStream(bucket, path, bucket.sizeBytes(path).get());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("opening was interrupted", stopping);
        } catch (ExecutionException failed) {
            throw bucket.lostOr(failed.getCause() == null ? failed : failed.getCause(), path);
        }
    }

    private ObjectStream(Bucket bucket, String path, long sizeBytes) {
        this.bucket = bucket;
        this.path = path;
        this.sizeBytes = sizeBytes;
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
        try {
            int count = opened().read(into, offset, length);
            if (count < 0) {
                throw new IOException("the object ended at " + position + " of " + sizeBytes);
            }
            position += count;
            return count;
        } catch (IOException | RuntimeException failed) {
            throw bucket.lostOr(failed, path);
        }
    }

    @Override
    public long skip(long count) throws IOException {
        long wanted = Math.min(Math.max(0, count), sizeBytes - position);
        if (wanted > NEAR || open == null) {
            close();
            position += wanted;
            return wanted;
        }
        return super.skip(wanted);
    }

    @Override
    public int available() {
        return 0;
    }

    private InputStream opened() throws IOException {
        InputStream stream = open;
        if (stream == null) {
            stream = answer();
            open = stream;
        }
        return stream;
    }

    private InputStream answer() throws IOException {
        try {
            return bucket.stream(path, position).get();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("reading was interrupted", stopping);
        } catch (ExecutionException failed) {
            throw bucket.lostOr(failed.getCause() == null ? failed : failed.getCause(), path);
        }
    }

    @Override
    public void close() throws IOException {
        InputStream stream = open;
        open = null;
        if (stream instanceof ResponseInputStream<?> answer) {
            answer.abort();
        }
    }
}
