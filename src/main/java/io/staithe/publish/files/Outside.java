package io.staithe.publish.files;

import io.staithe.pool.Location;
import io.staithe.publish.ArchiveView.Group;
import io.staithe.publish.ArchiveView.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What is seen of a published storage without this server: pools, and the distributions that lead to generations.
 *
 * <p>It follows the database: it may lag, and never tears. A path of a pool has its bytes before a generation shows it;
 * what a Release file names is there before the Release file is. Every change is repeatable, and any number of
 * instances may make it at once. A storage that does not answer is UNAVAILABLE where it is an object store.
 */
public interface Outside {
    /**
     * Makes paths of a pool that nobody has lead to their bytes, and leaves the others alone; lasting when it is
     * emitted. Emits what leads to its bytes now; whoever comes late takes nothing from anybody.
     */
    Mono<List<Link>> add(String prefix, Collection<Link> links);

    /**
     * Makes each path lead to its bytes, whatever it led to before; lasting when it is emitted. Emits what does: all
     * but those whose bytes are not in the pool, and those with something in their way.
     */
    Mono<List<Link>> replace(String prefix, Collection<Link> links);

    /**
     * Brings what a generation needs that is about to be shown, and what does not change what is seen by then.
     *
     * @param names the distribution and its aliases
     */
    Mono<Void> prepare(String prefix, Collection<String> names, String staging);

    /** Brings the distributions of a group in line with what the database said: those are shown, and no others. */
    Mono<Void> follow(Group group, List<Shown> living);

    /** Deletes a path of a pool, relative to the storage; one that is gone is fine. */
    Mono<Void> deletePoolPath(String path);

    /** Deletes what is seen of a file that the generations of a publication shared, by the path in its directory. */
    Mono<Void> deleteShared(String path);

    /**
     * A name of the place where the pool of a prefix is, the same for all who lead there; empty where there is none.
     */
    Mono<String> pool(String prefix);

    /**
     * What is seen in the pool of a prefix and nobody has changed for so long, but somebody since an instant: paths
     * relative to the prefix, in no order.
     */
    Flux<String> oldPoolPaths(String prefix, Instant from, Duration age);

    /** Those of these paths, relative to the storage, where nothing is, in no order; none where the storage is away. */
    Flux<String> missing(Collection<String> places);

    /** Lets go of what it holds; what is under way fails. */
    default void close() {}

    /**
     * A path and the bytes behind it.
     *
     * @param path relative to the prefix
     */
    record Link(String path, Location location) {}
}
