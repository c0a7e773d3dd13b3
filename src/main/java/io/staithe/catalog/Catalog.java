package io.staithe.catalog;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Repositories and what is in them at each revision. */
public interface Catalog {
    /** A living repository by name; empty where there is none. */
    Mono<Repository> repository(String name);

    /** A repository by its row, dropped or not; empty where there never was one. */
    Mono<Repository> repository(RepositoryId id);

    /** The living repositories in the order of their making. */
    Flux<Repository> repositories();

    /**
     * Reads a repository for a task: takes the revision under {@code FOR SHARE} and commits, with it, a pin that keeps
     * that revision until the task is settled. Empty where it was dropped. Repeating it keeps the newer revision as
     * well.
     */
    Mono<Repository> pin(long task, RepositoryId id);

    /**
     * The members of a repository at a revision: by name in byte order, then newest version first, then architecture.
     * Read in pages by key, so that neither a slow consumer nor a big repository holds a connection or memory.
     */
    Flux<CataloguedPackage> members(RepositoryId id, long revision);

    /** How many packages each living repository holds now, in the order of their making. */
    Flux<PackageCount> packageCounts();

    /** How much a repository holds at a revision. */
    Mono<Size> size(RepositoryId id, long revision);

    /**
     * How much that is.
     *
     * @param bytes of the files of the packages; a file of two source packages counts twice
     */
    record Size(long packages, long bytes) {}

    /**
     * How much is in a repository.
     *
     * @param packages how many packages it holds
     */
    record PackageCount(RepositoryId id, String name, long packages) {}
}
