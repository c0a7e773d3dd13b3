package io.staithe.publish.generation;

import io.staithe.pool.Location;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Claims of pool paths: a path of a prefix carries one digest while a current generation names it. A claim is never
 * reused without being touched first. A lost connection is UNAVAILABLE everywhere.
 */
public interface ClaimStore {
    /**
     * Claims a page of paths for an edition: makes what is missing, touches what is there. Emits one claim per path, in
     * no order. Repeatable.
     */
    Flux<Claim> claim(Edition edition, List<PoolFile> page);

    /**
     * Notes that the edition uses these claims with these blobs, so that its switch can take them all. Emits the paths
     * for which another blob was noted before; they are left as they were. Repeatable.
     */
    Flux<String> stage(Edition edition, Collection<Wanted> wanted);

    /**
     * Notes that the edition, which is made from the generation before it, shows these paths no more; what was noted
     * as wanted stays wanted. Repeatable.
     */
    Mono<Void> release(Edition edition, Collection<String> paths);

    /**
     * Notes that outside links of these paths of a pool are on disk, where they still carry the blob. Those that carry
     * another one meanwhile, perhaps by another claim, are noted as not linked, and emitted as they are now: whoever
     * made their links came late, and makes them anew. Repeatable.
     */
    Flux<Unlinked> linked(String storage, String prefix, Collection<Wanted> wanted);

    /** Claims that current generations use and whose outside links are missing, in the order of their ids. */
    Flux<Unlinked> unlinked(long after, int limit);

    /** Of these the ones that got other bytes: where a link is, it leads to those of before. */
    Flux<Unlinked> overwritten(long after, int limit);

    /** All of these from the end, in the reverse order of their ids. */
    Flux<Unlinked> newestUnlinked(int limit);

    /**
     * What a path has.
     *
     * @param wanted the file that was asked for
     * @param blob what it carries
     * @param linked whether the outside link is on disk
     * @param other the digest that it carries where that is another one, else null
     * @param bound whether a current generation names it
     */
    record Claim(
            long id,
            PoolFile wanted,
            long blob,
            boolean linked,
            @Nullable String other,
            boolean bound) {}

    /** A claim and the blob that it is to carry. */
    record Wanted(long claim, String path, long blob) {}

    /** A claim whose outside link is missing. */
    record Unlinked(long claim, String storage, String prefix, String path, long blob, Location location) {}
}
