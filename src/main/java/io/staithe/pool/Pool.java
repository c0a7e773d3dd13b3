package io.staithe.pool;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Bytes by digest, written once. */
public interface Pool {
    /**
     * Reads a body to its end in one pass into a spool file, with its digests. Takes over the buffers.
     *
     * <p>An error or a cancel releases every buffer and deletes the file. Memory stays bounded whatever the size.
     */
    Mono<Spooled> spool(Flux<DataBuffer> body, BodyLimits limits);

    /**
     * The same body, which fails as it does in {@link #spool} where it is too large, silent or too slow: for one that
     * comes to more than a file. Only time in which more was asked for counts.
     */
    Flux<DataBuffer> paced(Flux<DataBuffer> body, BodyLimits limits);

    /** Opens a spooled file for reading from its first byte; {@code skip} seeks. Blocks. */
    InputStream open(Spooled spooled) throws IOException;

    /** Opens kept bytes for reading from their first byte; {@code skip} seeks. Blocks. */
    InputStream open(Location location) throws IOException;

    /**
     * A part of kept bytes. Released by who takes them; a cancel releases the rest. Fails where nothing lies at the
     * location; ends early where it has fewer bytes.
     */
    Flux<DataBuffer> read(Location location, long offset, long length);

    /**
     * Gives spooled bytes their final place: fsync of the file, rename to a location of their own, fsync of the
     * directory; or a bucket, to which they are sent whole. Emits the location when all of it is durable. After an
     * error or a cancel nothing is left at the location, or what no row names, which a sweep deletes.
     */
    Mono<Location> keep(Spooled spooled);

    /** Deletes a spooled file; one that is gone already is fine. */
    Mono<Void> discard(Spooled spooled);

    /** Deletes kept bytes, for the loser of a race and for the sweeper; bytes that are gone already are fine. */
    Mono<Void> delete(Location location);

    /** How many bytes lie at a location; empty where nothing does. */
    Mono<Long> sizeBytes(Location location);

    /** The file behind a location, where the pool has files: for hard links and for zero-copy serving. */
    Optional<Path> file(Location location);

    /**
     * An address under which readers get the bytes from where they lie, for some minutes, where the pool would have
     * them go there; empty where this server serves them.
     */
    Optional<URI> address(Location location);

    /**
     * Deletes what earlier starts of this instance, and lapsed other ones, left in their spools; spares what this start
     * has spooled. Emits how many files it deleted. Repeatable.
     *
     * @param lapsed the names of instances that are gone for good
     */
    Mono<Long> sweepSpool(Collection<String> lapsed);

    /** The locations of kept bytes whose files were changed last between two instants, a rename or a link included. */
    Flux<Location> changedBetween(Instant from, Instant to);

    /** How many bytes may still be written; may be a second old. */
    Mono<Long> freeBytes();

    /** How large the disk is on which the pool keeps its bytes, and how much of it is free now. */
    Mono<Space> space();

    /** The room on a disk, in bytes. */
    record Space(long totalBytes, long freeBytes) {}
}
