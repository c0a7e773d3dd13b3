package io.staithe.pool.file;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.pool.BodyLimits;
import io.staithe.pool.Digests;
import io.staithe.pool.PartialFile;
import io.staithe.pool.PoolFault;
import io.staithe.pool.Spooled;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A partial file on disk. Each body has a {@link Spooling} of its own on a copy of the digests; where the body counts
 * the copy takes their place, so that a body that does not count, or fails in its midst, leaves them as they were.
 *
 * <p>The monitor guards what changes; work on disk is done outside of it. A body of which one sync failed does not
 * count any more: a disk that lost pages says so once, and takes the next sync for a success.
 */
final class FilePartial implements PartialFile {
    private final Workshop workshop;
    private final Path path;
    private final Supplier<Path> names;
    /** Held by a thread of the disk while it syncs. */
    private final Object syncing = new Object();

    private long durable;
    private Hashes hashes = Hashes.ofNothing();
    private Mono<Void> hashing;
    private @Nullable Piece piece;
    private volatile boolean listed;

    /**
     * A file whose first bytes are durable.
     *
     * @param names makes up where in the spool a second name is
     */
    FilePartial(Workshop workshop, Path path, long durable, Supplier<Path> names) {
        this.workshop = workshop;
        this.path = path;
        this.names = names;
        this.durable = durable;
        this.hashing = hashing(durable);
    }

    /** Where it lies. */
    Path path() {
        return path;
    }

    @Override
    public synchronized long durableBytes() {
        return durable;
    }

    @Override
    public Mono<Void> hashed() {
        return Mono.defer(this::presentHashing);
    }

    private synchronized Mono<Void> presentHashing() {
        return hashing;
    }

    /** Reads the first bytes of the file again, once for all who ask; after a failure for the next who asks. */
    private Mono<Void> hashing(long length) {
        if (length == 0) {
            return Mono.empty();
        }
        return new Rehash(workshop, path, length)
                .run()
                .doOnNext(this::take)
                .cacheInvalidateIf(hashes -> false)
                .then();
    }

    private synchronized void take(Hashes made) {
        hashes = made;
    }

    @Override
    public Mono<Void> append(Flux<DataBuffer> body, BodyLimits limits, @Nullable Checksum checksum) {
        return Mono.defer(this::leftDropped)
                .then(hashed())
                .then(Mono.fromCallable(() -> begin(limits, checksum)))
                .flatMap(begun -> begun.spooling.read(body).doOnNext(digests -> begun.verify()))
                .then();
    }

    /** A cancel in the instant in which a body begins may come before there is one to settle: it does not count. */
    private Mono<Void> leftDropped() {
        Piece left = present();
        return left == null ? Mono.empty() : left.spooling.abandon().doOnSuccess(done -> lost(left));
    }

    private synchronized Piece begin(BodyLimits limits, @Nullable Checksum checksum) {
        if (piece != null) {
            throw new IllegalStateException("'" + path.getFileName() + "' was not settled");
        }
        Hashes own = hashes.copy();
        Sum sum = Sum.of(checksum);
        SpoolWriter writer = SpoolWriter.after(durable, workshop.disk(), path, workshop.cachedBytes());
        SpoolFile file =
                new SpoolFile(writer, own, SpoolFile.Fate.LEFT, sum == null ? List.of() : List.of(sum.running()));
        piece = new Piece(new Spooling(workshop, file, limits), writer, own, sum);
        return piece;
    }

    @Override
    public boolean isSilentFor(Duration time) {
        Piece present = present();
        return present != null && present.spooling.isSilentFor(time);
    }

    @Override
    public void interrupt(Fault fault) {
        Piece present = present();
        if (present != null) {
            present.spooling.interrupt(fault);
        }
    }

    @Override
    public Mono<Long> checkpoint() {
        return Mono.defer(() -> {
            Piece present = present();
            return present == null || present.sum != null
                    ? Mono.fromSupplier(this::durableBytes)
                    : synced(present, present.writer.written());
        });
    }

    @Override
    public Mono<Long> settle() {
        return Mono.defer(() -> {
            Piece present = present();
            return present == null ? Mono.fromSupplier(this::durableBytes) : settled(present);
        });
    }

    private Mono<Long> settled(Piece ended) {
        return ended.spooling
                .windUp()
                .flatMap(digests -> ended.counts()
                        ? synced(ended, digests.sizeBytes()).doOnNext(durable -> take(ended.hashes))
                        : Mono.fromSupplier(this::durableBytes))
                .onErrorResume(failure -> ended.spooling
                        .abandon()
                        .doOnSuccess(done -> lost(ended))
                        .then(Mono.error(failure)))
                .doOnTerminate(this::free);
    }

    private synchronized @Nullable Piece present() {
        return piece;
    }

    private synchronized void free() {
        piece = null;
    }

    /** A checkpoint may be ahead of the digests that are known: then they are made anew from what is durable. */
    private synchronized void lost(Piece failed) {
        piece = null;
        if (durable > failed.start) {
            hashing = hashing(durable);
        }
    }

    private Mono<Long> synced(Piece by, long written) {
        return workshop.onDisk(() -> {
                    synchronized (syncing) {
                        by.sync(this::sync);
                        return advanced(by, written);
                    }
                })
                .doOnError(Fault.class, by.spooling::interrupt);
    }

    private void sync() throws IOException {
        if (Files.exists(path)) {
            workshop.disk().syncFile(path);
            if (!listed) {
                workshop.disk().syncDirectory(Objects.requireNonNull(path.getParent()));
                listed = true;
            }
        }
    }

    /** Bytes of a body that has failed meanwhile do not count: the digests do not have them. */
    private synchronized long advanced(Piece by, long written) {
        if (by == piece) {
            durable = Math.max(durable, written);
        }
        return durable;
    }

    @Override
    public Mono<Spooled> spooled() {
        return hashed().then(workshop.onDisk(() -> {
            Path name = names.get();
            link(name);
            return new Spooled(name.getFileName().toString(), digests());
        }));
    }

    private synchronized Digests digests() {
        return hashes.digests(durable);
    }

    private void link(Path name) throws IOException {
        try {
            Files.createLink(name, path);
        } catch (UnsupportedOperationException | FileSystemException without) {
            Files.copy(path, name);
        }
    }

    @Override
    public Mono<Void> delete() {
        return Mono.defer(this::leftDropped)
                .then(workshop.onDisk(() -> Files.deleteIfExists(path)))
                .then();
    }

    /** One body. */
    private static final class Piece {
        private final Spooling spooling;
        private final SpoolWriter writer;
        private final Hashes hashes;
        private final long start;
        private final @Nullable Sum sum;
        private volatile boolean verified;
        private boolean unsynced;

        Piece(Spooling spooling, SpoolWriter writer, Hashes hashes, @Nullable Sum sum) {
            this.spooling = spooling;
            this.writer = writer;
            this.hashes = hashes;
            this.start = writer.written();
            this.sum = sum;
        }

        /** To be called when the whole body is written and hashed. */
        void verify() {
            Sum announced = sum;
            if (announced != null) {
                announced.check();
                verified = true;
            }
        }

        /** One at a time; not once more after a failure. */
        void sync(Sync work) throws IOException {
            if (unsynced) {
                throw new IOException("an earlier fsync of the same bytes failed");
            }
            unsynced = true;
            work.run();
            unsynced = false;
        }

        boolean counts() {
            return sum == null || verified;
        }
    }

    /** Makes durable what is written. */
    private interface Sync {
        void run() throws IOException;
    }

    /** What a body has to come to, and what it comes to so far. */
    private record Sum(Checksum announced, MessageDigest running) {
        static @Nullable Sum of(@Nullable Checksum checksum) {
            return checksum == null ? null : new Sum(checksum, Hashes.digest(checksum.algorithm()));
        }

        void check() {
            String came = HexFormat.of().formatHex(running.digest());
            if (!came.equals(announced.digest())) {
                throw new Refused(
                        PoolFault.CHECKSUM_MISMATCH,
                        "the " + announced.algorithm() + " of what came is " + came + "; announced was "
                                + Fault.bounded(announced.digest()));
            }
        }
    }
}
