package io.staithe.s3;

import io.staithe.pool.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/** Bytes to be sent, which can be read any number of times. */
interface Source {
    /** How many there are. */
    long sizeBytes();

    /** Some of them, read when the body is subscribed to. */
    AsyncRequestBody body(long offset, long length);

    /** The MD5 of some of them, in Base64, by which the store sees that it got them; empty where it is not known. */
    Mono<String> md5(long offset, long length);

    /**
     * A file that nobody changes.
     *
     * @param disk where it is read to be summed
     */
    record OfFile(Path file, long sizeBytes, Scheduler disk) implements Source {
        private static final int CHUNK = 256 * 1024;

        @Override
        public AsyncRequestBody body(long offset, long length) {
            return AsyncRequestBody.fromFile(all ->
                    all.path(file).position(offset).numBytesToRead(length).chunkSizeInBytes(CHUNK));
        }

        @Override
        public Mono<String> md5(long offset, long length) {
            return Mono.fromCallable(() -> summed(offset, length)).subscribeOn(disk);
        }

        private String summed(long offset, long length) throws IOException {
            MessageDigest md5 = Md5.digest();
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.READ).position(offset)) {
                long left = length;
                while (left > 0) {
                    chunk.clear().limit((int) Math.min(CHUNK, left));
                    int read = channel.read(chunk);
                    if (read < 0) {
                        throw new UncheckedIOException(new IOException(file + " is shorter than it was"));
                    }
                    md5.update(chunk.flip());
                    left -= read;
                }
            }
            return Base64.getEncoder().encodeToString(md5.digest());
        }
    }

    /** Bytes that come from elsewhere, read again for each try. */
    record OfFlow(long sizeBytes, Ranges ranges) implements Source {
        @Override
        public AsyncRequestBody body(long offset, long length) {
            return AsyncRequestBody.fromPublisher(ranges.read(offset, length));
        }

        @Override
        public Mono<String> md5(long offset, long length) {
            return Mono.empty();
        }
    }

    /** Reads a range of something. */
    interface Ranges {
        Flux<ByteBuffer> read(long offset, long length);
    }

    /** Reads a range of kept bytes that are not on this machine. */
    interface Far {
        Flux<ByteBuffer> read(Location location, long offset, long length);
    }

    /** The sum that every object store checks (RFC 1864). */
    final class Md5 {
        private Md5() {}

        static MessageDigest digest() {
            try {
                return MessageDigest.getInstance("MD5");
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}
