package io.staithe.intake;

import io.staithe.fault.Broken;
import io.staithe.fault.Refused;
import io.staithe.pool.Blob;
import io.staithe.pool.Pool;
import java.io.IOException;
import java.io.InputStream;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Reads kept files whole that are small by nature: {@code .changes} and their like. */
public final class SmallFiles {
    private final Pool pool;
    private final Scheduler disk;

    /** Reads from a pool on these threads. */
    public SmallFiles(Pool pool, Scheduler disk) {
        this.pool = pool;
        this.disk = disk;
    }

    /** The bytes of a file; a larger one is {@code FILE_TOO_LARGE}. Repeatable. */
    public Mono<byte[]> read(Blob blob, int maxBytes) {
        if (blob.digests().sizeBytes() > maxBytes) {
            return Mono.error(() -> new Refused(
                    IntakeFault.FILE_TOO_LARGE,
                    "a file of " + blob.digests().sizeBytes() + " bytes is larger than the " + maxBytes
                            + " that are read of its kind"));
        }
        return Mono.fromCallable(() -> bytes(blob)).subscribeOn(disk);
    }

    private byte[] bytes(Blob blob) {
        try (InputStream file = pool.open(blob.location())) {
            return file.readAllBytes();
        } catch (IOException failed) {
            throw new Broken(IntakeFault.FILE_UNREADABLE, "a kept file cannot be read: " + failed, failed);
        }
    }
}
