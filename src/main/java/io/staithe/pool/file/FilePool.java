package io.staithe.pool.file;

import io.staithe.pool.BodyLimits;
import io.staithe.pool.Digests;
import io.staithe.pool.Location;
import io.staithe.pool.PartialFiles;
import io.staithe.pool.Pool;
import io.staithe.pool.Spooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;

/**
 * The pool on a file system that spool and pool share; the layout is drawn at {@link PoolPaths}.
 *
 * <p>Work on files runs on the disk scheduler and is never interrupted: once begun, it ends. Threads: any.
 */
public final class FilePool implements Pool, AutoCloseable {
    private static final Duration FREE_BYTES_TTL = Duration.ofSeconds(1);
    private static final int READ_BYTES = 64 * 1024;

    private final PoolPaths paths;
    private final Workshop workshop;
    private final DurableDirectories directories;
    private final Mono<Long> freeBytes;
    private final String start =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final AtomicLong uploads = new AtomicLong();

    private FilePool(PoolPaths paths, Workshop workshop) {
        this.paths = paths;
        this.workshop = workshop;
        this.directories = new DurableDirectories(workshop.disk());
        this.freeBytes =
                workshop.onDisk(() -> workshop.disk().free(paths.pool())).cache(FREE_BYTES_TTL);
    }

    /**
     * A pool in two directories of one file system.
     */
    public static FilePool in(Directories directories, Memory memory, Threads threads) {
        return in(directories, memory, threads, new Disk());
    }

    static FilePool in(Directories directories, Memory memory, Threads threads, Disk disk) {
        return new FilePool(
                new PoolPaths(directories.pool(), directories.spool(), directories.instance()),
                new Workshop(
                        disk,
                        new PagePool(memory.bufferBytes()),
                        memory.cachedBytes(),
                        threads.disk(),
                        threads.digest(),
                        new PaceWatch(threads.timer())));
    }

    /** Makes the directories that are missing. Blocks; for the start, before the first body. Repeatable. */
    public FilePool prepare() throws IOException {
        Files.createDirectories(
                paths.spoolDirectory(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createDirectories(paths.pool());
        return this;
    }

    @Override
    public Mono<Spooled> spool(Flux<DataBuffer> body, BodyLimits limits) {
        return Mono.defer(() -> {
            String upload = nextUpload();
            return spool(upload, body, limits).map(digests -> new Spooled(upload, digests));
        });
    }

    private Mono<Digests> spool(String upload, Flux<DataBuffer> body, BodyLimits limits) {
        return Mono.usingWhen(
                Mono.fromCallable(() -> new Spooling(workshop, workshop.file(paths.spooled(upload)), limits)),
                spooling -> spooling.read(body),
                spooling -> Mono.empty(),
                (spooling, failure) -> spooling.abandon(),
                Spooling::abandon);
    }

    @Override
    public Flux<DataBuffer> paced(Flux<DataBuffer> body, BodyLimits limits) {
        return body.hide()
                .transform(Operators.<DataBuffer, DataBuffer>lift(
                        (source, reader) -> new PacedBody(reader, limits, workshop.watch())));
    }

    private String nextUpload() {
        return start + "-" + Long.toHexString(uploads.incrementAndGet());
    }

    /** The files in this pool's spool that come in pieces. */
    public PartialFiles partials() {
        return new FilePartials(paths, workshop, this::nextUpload);
    }

    @Override
    public InputStream open(Spooled spooled) throws IOException {
        return open(paths.spooled(spooled.upload()));
    }

    @Override
    public InputStream open(Location location) throws IOException {
        return open(paths.kept(location));
    }

    private static InputStream open(Path file) throws IOException {
        return Channels.newInputStream(FileChannel.open(file, StandardOpenOption.READ));
    }

    /** The file of a spooled body: for a pool that keeps its bytes elsewhere. */
    public Path spooledFile(Spooled spooled) {
        return paths.spooled(spooled.upload());
    }

    @Override
    public Flux<DataBuffer> read(Location location, long offset, long length) {
        return DataBufferUtils.takeUntilByteCount(
                        DataBufferUtils.readByteChannel(
                                () -> FileChannel.open(paths.kept(location), StandardOpenOption.READ)
                                        .position(offset),
                                DefaultDataBufferFactory.sharedInstance,
                                READ_BYTES),
                        length)
                .subscribeOn(workshop.files())
                .onErrorMap(IOException.class, failed -> Disk.fault(failed, "the pool"));
    }

    @Override
    public Mono<Location> keep(Spooled spooled) {
        return workshop.onDisk(() -> keepNow(spooled)).doOnDiscard(Location.class, this::deleteUnwanted);
    }

    private Location keepNow(Spooled spooled) throws IOException {
        Location location = Location.of(spooled);
        Path from = paths.spooled(spooled.upload());
        Path to = paths.kept(location);
        Path directory = Objects.requireNonNull(to.getParent());
        workshop.disk().syncFile(from);
        directories.ensure(paths.pool(), directory);
        workshop.disk().rename(from, to);
        try {
            workshop.disk().syncDirectory(directory);
        } catch (IOException failed) {
            Files.deleteIfExists(to);
            throw failed;
        }
        return location;
    }

    private void deleteUnwanted(Location location) {
        workshop.files().schedule(() -> paths.kept(location).toFile().delete());
    }

    @Override
    public Mono<Void> discard(Spooled spooled) {
        return workshop.onDisk(() -> Files.deleteIfExists(paths.spooled(spooled.upload())))
                .then();
    }

    @Override
    public Mono<Void> delete(Location location) {
        return workshop.onDisk(() -> Files.deleteIfExists(paths.kept(location))).then();
    }

    @Override
    public Mono<Long> sizeBytes(Location location) {
        return workshop.sizeBytes(paths.kept(location));
    }

    @Override
    public Optional<Path> file(Location location) {
        return Optional.of(paths.kept(location));
    }

    @Override
    public Optional<URI> address(Location location) {
        return Optional.empty();
    }

    @Override
    public Mono<Long> sweepSpool(Collection<String> lapsed) {
        SpoolSweep sweep = new SpoolSweep(paths, start);
        return workshop.onDisk(() -> sweep.run(lapsed));
    }

    @Override
    public Flux<Location> changedBetween(Instant from, Instant to) {
        OldFiles old = new OldFiles(paths.pool());
        return workshop.onDisk(old::firstDirectories)
                .flatMapIterable(directories -> directories)
                .concatMap(directory -> workshop.onDisk(() -> old.below(directory, from, to)))
                .concatMapIterable(locations -> locations);
    }

    @Override
    public Mono<Long> freeBytes() {
        return freeBytes;
    }

    @Override
    public Mono<Space> space() {
        return workshop.onDisk(() ->
                new Space(workshop.disk().total(paths.pool()), workshop.disk().free(paths.pool())));
    }

    /** How many bodies have a place in memory at once. */
    public int maxBodies() {
        return workshop.pages().maxUploads();
    }

    /** Memory for bodies that is in use now, in bytes; for a gauge. */
    public long bufferedBytes() {
        return (long) workshop.pages().pagesInUse() * PagePool.PAGE;
    }

    /** How many bodies hold a place in memory now; for tests. */
    int openBodies() {
        return workshop.pages().uploads();
    }

    /** Stops the clock that limits bodies in time. */
    @Override
    public void close() {
        workshop.watch().close();
    }

    /**
     * Where a file pool lies.
     *
     * @param pool kept bytes
     * @param spool bodies on their way in, a directory per instance
     * @param instance the stable name of this instance
     */
    public record Directories(Path pool, Path spool, String instance) {}

    /**
     * What memory a file pool uses.
     *
     * @param bufferBytes the most for bodies on their way to disk and digests
     * @param cachedBytes how much of each file is written through the page cache; the rest goes straight to the disk,
     *     where the file system can do that
     */
    public record Memory(long bufferBytes, long cachedBytes) {
        /** With the size up to which files are read again at once. */
        public static Memory of(long bufferBytes) {
            return new Memory(bufferBytes, 8 << 20);
        }
    }

    /**
     * Who works for a file pool.
     *
     * @param disk may block on files; serves its jobs in the order in which they came
     * @param digest hashes; serves its jobs in the order in which they came, on about one thread per core
     * @param timer measures the pace of bodies; never blocks
     */
    public record Threads(Scheduler disk, Scheduler digest, Scheduler timer) {}
}
