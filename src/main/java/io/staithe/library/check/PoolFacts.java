package io.staithe.library.check;

import io.staithe.pool.Blob;
import io.staithe.pool.Location;
import java.time.Instant;
import java.util.Collection;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the database says of files. Nothing is locked. A lost connection is UNAVAILABLE everywhere. */
public interface PoolFacts {
    /** How many blobs are kept. */
    Mono<Long> blobs();

    /** Kept blobs in the order of their rows. */
    Flux<Blob> blobs(long after, int limit);

    /** The row before the newest so many kept blobs; 0 where there are no more than that. */
    Mono<Long> beforeNewest(int count);

    /** A blob, if it is kept; else empty. */
    Mono<Blob> kept(long blob);

    /** Who counts on a blob, for people, at most some; empty where nobody does. */
    Flux<String> users(long blob);

    /** The outside pool paths that are said to lead to the bytes of a blob. */
    Flux<Linked> linked(long blob);

    /** All outside pool paths that are said to be on disk, in the order of their claims. */
    Flux<Linked> linked(long after, int limit);

    /** How many these are. */
    Mono<Long> links();

    /**
     * Notes that outside pool paths are not there, where they are still kept: whoever links next makes them.
     * Repeatable.
     */
    Mono<Void> unlinked(Collection<Long> claims);

    /** Of these locations those that no row names. */
    Flux<Location> unnamed(Collection<Location> locations);

    /** When this database began to be used; empty where it was not yet. Older files are another database's. */
    Mono<Instant> born();

    /**
     * An outside pool path.
     *
     * @param place where in the storage
     */
    record Linked(long claim, String storage, String place, long sizeBytes) {}
}
