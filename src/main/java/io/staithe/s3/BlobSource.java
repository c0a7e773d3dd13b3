package io.staithe.s3;

import io.staithe.pool.Location;
import io.staithe.pool.Pool;
import java.nio.file.Path;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Kept bytes as something to be sent, whatever pool they are in. */
public final class BlobSource {
    private final Pool pool;
    private final Source.Far far;

    private BlobSource(Pool pool, Source.Far far) {
        this.pool = pool;
        this.far = far;
    }

    /** Bytes of a pool. */
    public static BlobSource of(Pool pool) {
        if (pool instanceof S3Pool bucket) {
            return new BlobSource(pool, bucket::bytes);
        }
        return new BlobSource(pool, (location, offset, length) -> {
            throw new IllegalStateException("a pool of files has a file for " + location);
        });
    }

    /** The bytes at a location; empty where there are none. */
    Mono<Source> at(Location location, Scheduler disk) {
        Optional<Path> file = pool.file(location);
        return pool.sizeBytes(location)
                .map(size -> file.<Source>map(path -> new Source.OfFile(path, size, disk))
                        .orElseGet(
                                () -> new Source.OfFlow(size, (offset, length) -> far.read(location, offset, length))));
    }
}
