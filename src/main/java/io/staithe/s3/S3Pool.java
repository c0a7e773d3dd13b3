package io.staithe.s3;

import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.pool.BodyLimits;
import io.staithe.pool.Location;
import io.staithe.pool.Pool;
import io.staithe.pool.PoolFault;
import io.staithe.pool.Spooled;
import io.staithe.pool.file.FilePool;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The pool in a bucket: a body is spooled on a disk of this instance once, and sent from there when it is kept.
 *
 * <p>The order is that of files: the object is whole in the bucket, then its row is committed; a row is doomed, then
 * the object deleted. What a crash leaves in between are objects that no row names, and parts of uploads: sweeps take
 * both. Threads: any.
 *
 * <pre>
 * PREFIX/aa/aabb….UPLOAD      bytes of the digest aabb…, as that upload brought them
 * </pre>
 */
public final class S3Pool implements Pool, AutoCloseable {
    /** What is not of this form is not of the pool, whoever put it below its prefix. */
    private static final Pattern KEPT = Pattern.compile("[0-9a-f]{2}/[0-9a-f]{64}\\.[^/]+");

    private static final Duration SILENCE = Duration.ofSeconds(60);

    private final FilePool spool;
    private final Bucket bucket;
    private final Sending sending;
    private final Duration redirected;
    private final Scheduler disk;

    /**
     * A pool in a bucket.
     *
     * @param spool where bodies wait; nothing is kept in it
     * @param redirected how long addresses live to which readers are sent; zero: they are served
     * @param disk where spooled files are summed
     */
    public S3Pool(FilePool spool, Bucket bucket, Duration redirected, Scheduler disk) {
        this.spool = spool;
        this.bucket = bucket;
        this.sending = new Sending(bucket);
        this.redirected = redirected;
        this.disk = disk;
    }

    @Override
    public Mono<Spooled> spool(Flux<DataBuffer> body, BodyLimits limits) {
        return spool.spool(body, limits);
    }

    @Override
    public Flux<DataBuffer> paced(Flux<DataBuffer> body, BodyLimits limits) {
        return spool.paced(body, limits);
    }

    @Override
    public InputStream open(Spooled spooled) throws IOException {
        return spool.open(spooled);
    }

    /** Asks the store for the size first. */
    @Override
    public InputStream open(Location location) throws IOException {
        return ObjectStream.open(bucket, location.value());
    }

    @Override
    public Flux<DataBuffer> read(Location location, long offset, long length) {
        Flux<DataBuffer> bytes = bytes(location, offset, length).map(DefaultDataBufferFactory.sharedInstance::wrap);
        return spool.paced(bytes, new BodyLimits(Long.MAX_VALUE, SILENCE, 0, SILENCE))
                .onErrorMap(S3Pool::isSilence, silent -> away(location));
    }

    /** The same bytes for whoever sends them on. */
    Flux<ByteBuffer> bytes(Location location, long offset, long length) {
        return bucket.read(location.value(), offset, length);
    }

    private static boolean isSilence(Throwable failure) {
        return failure instanceof Fault fault && fault.code() == PoolFault.BODY_STALLED;
    }

    private static Exhausted away(Location location) {
        return new Exhausted(
                S3Fault.OBJECT_STORE_AWAY,
                "the object store stopped sending " + location + " for " + SILENCE,
                Duration.ofSeconds(1));
    }

    @Override
    public Mono<Location> keep(Spooled spooled) {
        return Mono.usingWhen(
                Mono.fromSupplier(() -> Location.of(spooled)),
                location -> sent(spooled, location),
                location -> spool.discard(spooled).onErrorComplete(),
                (location, failure) -> unwanted(location),
                this::unwanted);
    }

    private Mono<Location> sent(Spooled spooled, Location location) {
        var file =
                new Source.OfFile(spool.spooledFile(spooled), spooled.digests().sizeBytes(), disk);
        return sending.send(location.value(), Outline.ofPool(spooled.digests().sha256()), Condition.NONE, file)
                .thenReturn(location);
    }

    /** A request whose answer nobody heard may have been heard by the store. */
    private Mono<Void> unwanted(Location location) {
        return bucket.delete(location.value()).onErrorComplete();
    }

    /** Aborts the uploads in parts that began before an instant: what crashes left of them; emits how many. */
    public Mono<Long> abortBegunBefore(Instant instant) {
        return bucket.abortBegunBefore(instant);
    }

    /** Ends the connections to the store. */
    @Override
    public void close() {
        bucket.close();
    }

    @Override
    public Mono<Void> discard(Spooled spooled) {
        return spool.discard(spooled);
    }

    @Override
    public Mono<Void> delete(Location location) {
        return bucket.delete(location.value());
    }

    @Override
    public Mono<Long> sizeBytes(Location location) {
        return bucket.head(location.value()).map(Standing::sizeBytes);
    }

    @Override
    public Optional<Path> file(Location location) {
        return Optional.empty();
    }

    @Override
    public Optional<URI> address(Location location) {
        return redirected.isZero() ? Optional.empty() : Optional.of(bucket.address(location.value(), redirected));
    }

    @Override
    public Mono<Long> sweepSpool(Collection<String> lapsed) {
        return spool.sweepSpool(lapsed);
    }

    /** By the clock of the store. Reads the list of all objects. */
    @Override
    public Flux<Location> changedBetween(Instant from, Instant to) {
        return bucket.list("")
                .filter(found -> KEPT.matcher(found.path()).matches())
                .filter(found ->
                        found.changedAt().isAfter(from) && !found.changedAt().isAfter(to))
                .map(found -> new Location(found.path()));
    }

    /** Of the disk of the spool: the bucket has no end. */
    @Override
    public Mono<Long> freeBytes() {
        return spool.freeBytes();
    }

    /** Of the disk of the spool. */
    @Override
    public Mono<Space> space() {
        return spool.space();
    }
}
