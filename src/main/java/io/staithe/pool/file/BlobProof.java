package io.staithe.pool.file;

import io.staithe.fault.Contained;
import io.staithe.pool.Blob;
import io.staithe.pool.BodyLimits;
import io.staithe.pool.Damage;
import io.staithe.pool.Digests;
import io.staithe.pool.Location;
import io.staithe.pool.Pool;
import io.staithe.pool.Spooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Compares kept bytes with what their rows say, and makes a copy of bytes that lie elsewhere too; for any pool. Reads
 * by jobs short enough that uploads have their turn among them. Threads: any.
 */
public final class BlobProof {
    private static final int STRIDE = 4 << 20;
    private static final long NOTHING = -1;
    private static final int BUFFER = 256 << 10;
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final List<Column> COLUMNS = List.of(
            new Column("MD5", Digests::md5),
            new Column("SHA1", Digests::sha1),
            new Column("SHA256", Digests::sha256),
            new Column("SHA512", Digests::sha512));

    private final Pool pool;
    private final Scheduler disk;

    /** Proofs of a pool, whose files are read on a scheduler. */
    public BlobProof(Pool pool, Scheduler disk) {
        this.pool = pool;
        this.disk = disk;
    }

    /** What is wrong with the file of a blob by its size; empty where nothing is. Repeatable. */
    public Mono<Damage> outside(Blob blob) {
        long expected = blob.digests().sizeBytes();
        return pool.sizeBytes(blob.location())
                .defaultIfEmpty(NOTHING)
                .filter(size -> size != expected)
                .map(size -> size == NOTHING
                        ? Damage.missing(blob.location().value())
                        : Damage.different(blob.location() + " has " + size + " bytes instead of " + expected));
    }

    /** The same, and then by its digests, for which all of it is read. A cancel ends it after the job under way. */
    public Mono<Damage> inside(Blob blob) {
        return outside(blob).switchIfEmpty(Mono.defer(() -> read(blob)));
    }

    private Mono<Damage> read(Blob blob) {
        return Mono.usingWhen(
                        on(() -> new Reading(pool.open(blob.location()))),
                        reading -> on(reading::stride)
                                .repeat()
                                .takeUntil(ended -> ended)
                                .then(Mono.fromCallable(reading::digests)),
                        reading -> on(reading::close))
                .mapNotNull(found -> difference(blob, found));
    }

    private static @Nullable Damage difference(Blob blob, Digests found) {
        return COLUMNS.stream()
                .filter(column -> !column.of(found).equals(column.of(blob.digests())))
                .findFirst()
                .map(column -> Damage.different(blob.location() + " has the " + column.name() + " " + column.of(found)
                        + " instead of " + column.of(blob.digests())))
                .orElse(null);
    }

    /**
     * Reads what should be the bytes of a blob from elsewhere, and keeps them at a location of their own. Emits that;
     * empty where they are others. After an error or a cancel nothing is left.
     */
    public Mono<Location> copied(Blob blob, Callable<InputStream> source) {
        var limits = new BodyLimits(blob.digests().sizeBytes(), IDLE, 0, IDLE);
        var body = DataBufferUtils.readInputStream(source, DefaultDataBufferFactory.sharedInstance, BUFFER)
                .subscribeOn(disk);
        return Mono.usingWhen(
                pool.spool(body, limits),
                spooled -> spooled.digests().equals(blob.digests()) ? pool.keep(spooled) : Mono.empty(),
                this::discarded,
                (spooled, failure) -> discarded(spooled),
                this::discarded);
    }

    /** One that was kept is not in the spool any more. */
    private Mono<Void> discarded(Spooled spooled) {
        return pool.discard(spooled);
    }

    private <T> Mono<T> on(Callable<T> work) {
        return Mono.fromCallable(Contained.work(work)).subscribeOn(disk);
    }

    private record Column(String name, Function<Digests, String> value) {
        String of(Digests digests) {
            return value.apply(digests);
        }
    }

    /** A file on its way through the digests. One thread at a time. */
    private static final class Reading {
        private final InputStream in;
        private final Hashes hashes = Hashes.ofNothing();
        private final List<MessageDigest> all =
                hashes.groups().stream().flatMap(List::stream).toList();
        private final byte[] buffer = new byte[BUFFER];
        private long length;

        Reading(InputStream in) {
            this.in = in;
        }

        /** Reads on; whether that was the end. */
        boolean stride() throws IOException {
            for (int done = 0; done < STRIDE; ) {
                int read = in.read(buffer);
                if (read < 0) {
                    return true;
                }
                Hashes.update(all, new ByteBuffer[] {ByteBuffer.wrap(buffer, 0, read)});
                done += read;
                length += read;
            }
            return false;
        }

        Digests digests() {
            return hashes.digests(length);
        }

        boolean close() throws IOException {
            in.close();
            return true;
        }
    }
}
