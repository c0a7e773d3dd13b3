package io.staithe.wiring;

import io.netty.util.internal.PlatformDependent;
import io.staithe.pool.file.FilePool;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where uploaded bytes wait and how long unnamed ones stay.
 *
 * @param bufferMemory the most memory, outside the heap, for bodies on their way to disk and digests; each open upload
 *     needs at least 64 KiB of it; default 0: a quarter of the JVM's direct memory, from 16 MiB to 256 MiB
 * @param cachedSize how much of each uploaded file is written through the operating system's page cache, from which
 *     what is small is read again at once; the rest goes straight to the disk, where the file system can do that;
 *     default 8MB; a size that no file reaches switches that off
 * @param orphanGrace how long a file of the pool may lie there without a row before a sweep deletes it; default 24h; an
 *     upload that was not recorded within half of it is refused
 * @param s3 the bucket in which the pool keeps its bytes; default: none, it keeps them in files
 */
@ConfigurationProperties("staithe.pool")
record PoolSettings(
        @DefaultValue("0") DataSize bufferMemory,
        @DefaultValue("8MB") DataSize cachedSize,
        @DefaultValue("24h") Duration orphanGrace,
        @DefaultValue S3Settings s3) {
    private static final DataSize LEAST = DataSize.ofMegabytes(1);
    private static final long LEAST_BY_DEFAULT = DataSize.ofMegabytes(16).toBytes();
    private static final long MOST_BY_DEFAULT = DataSize.ofMegabytes(256).toBytes();
    private static final Duration SHORTEST_GRACE = Duration.ofMinutes(2);

    /** Refuses what cannot work. */
    public PoolSettings {
        if (bufferMemory.toBytes() != 0 && bufferMemory.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException(
                    "staithe.pool.buffer-memory is " + bufferMemory + "; it must be 0 or at least " + LEAST);
        }
        if (cachedSize.isNegative()) {
            throw new IllegalArgumentException("staithe.pool.cached-size must not be negative");
        }
        if (orphanGrace.compareTo(SHORTEST_GRACE) < 0) {
            throw new IllegalArgumentException(
                    "staithe.pool.orphan-grace is " + orphanGrace + "; it must be at least " + SHORTEST_GRACE);
        }
    }

    /** What memory the pool uses. */
    FilePool.Memory memory() {
        return new FilePool.Memory(bufferBytes(), cachedSize.toBytes());
    }

    /** The memory for bodies in bytes, as set or by default. */
    long bufferBytes() {
        if (bufferMemory.toBytes() != 0) {
            return bufferMemory.toBytes();
        }
        long quarter = PlatformDependent.maxDirectMemory() / 4;
        return Math.max(LEAST_BY_DEFAULT, Math.min(MOST_BY_DEFAULT, quarter));
    }
}
