package io.staithe.catalog;

import reactor.core.publisher.Mono;

/** Repositories come and go, inside a transaction of the caller's. */
public interface Registry {
    /** Makes a repository at revision 0; empty where a living one has the name. */
    Mono<Repository> create(Repository.Description description);

    /**
     * Gives a repository that is open for a change another description. {@link CatalogFault#REPOSITORY_EXISTS} where a
     * living one has the name.
     */
    Mono<Repository> describe(RepositoryId id, Repository.Description description);

    /** Who reads a repository that is open for a change. */
    Mono<Uses> uses(RepositoryId id);

    /** Makes a repository that is open for a change a tombstone: its name is free, its revisions stay readable. */
    Mono<Void> drop(RepositoryId id);

    /**
     * Who reads something.
     *
     * @param publications how many living publications have it as a source
     * @param snapshots how many living snapshots name a revision of it
     */
    record Uses(long publications, long snapshots) {}
}
