package io.staithe.catalog.snapshot;

import io.staithe.catalog.Repository;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.Snapshot;
import io.staithe.deb.PackageKey;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Snapshots, read. Each names a repository at a revision, or a list, which is read as a repository at a revision too
 * (decision 14).
 */
public interface SnapshotCatalog {
    /** A living snapshot by name; empty where there is none. */
    Mono<Snapshot> snapshot(String name);

    /**
     * The living snapshots, by name in byte order, each with how many packages it holds; what was never counted is
     * counted now, and remembered.
     */
    Flux<Counted> counted();

    /**
     * The repositories, dropped or not, that a snapshot was made from by however many snapshots between, by row; empty
     * where it was made of chosen packages alone.
     */
    Flux<Repository> roots(long snapshot);

    /** What the living snapshots were made from directly, as far as it lives; in no order. */
    Flux<Derivation> derivations();

    /**
     * Reads a snapshot for a task: commits a pin that keeps its revision until the task is settled. Empty where it was
     * dropped. Repeating it changes nothing.
     */
    Mono<Snapshot> pin(long task, long snapshot);

    /**
     * The keys of the members of a repository at a revision: by name in byte order, then newest version first, then
     * architecture. Read in pages, so that neither a slow consumer nor a big repository holds a connection or memory.
     */
    Flux<PackageKey> keys(RepositoryId id, long revision);

    /**
     * A snapshot and its size.
     *
     * @param packages how many it holds
     */
    record Counted(Snapshot snapshot, long packages) {}

    /**
     * A snapshot and something that it was made from.
     *
     * @param snapshot its name
     * @param source the name of the other
     * @param isOfRepository whether that is a repository, not a snapshot
     */
    record Derivation(String snapshot, String source, boolean isOfRepository) {}
}
