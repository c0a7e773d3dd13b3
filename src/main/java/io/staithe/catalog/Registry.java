package io.staithe.catalog;

import reactor.core.publisher.Mono;

/** Repositories and snapshots come and go, inside a transaction of the caller's. */
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
     * Names the present revision of a living repository, which it reads under {@code FOR SHARE}. Empty where a living
     * snapshot has the name; {@link CatalogFault#UNKNOWN_REPOSITORY} where the repository was dropped.
     */
    Mono<Snapshot> createSnapshot(RepositoryId id, String name, String description);

    /** Locks a living snapshot; empty where there is none of that name. */
    Mono<Snapshot> lockSnapshot(String name);

    /** Whether and how a locked snapshot is read. */
    Mono<Uses> snapshotUses(long snapshot);

    /** Makes a locked snapshot a tombstone. */
    Mono<Void> dropSnapshot(long snapshot);

    /**
     * Who reads something.
     *
     * @param publications how many living publications have it as a source
     * @param snapshots how many living snapshots were made from it
     */
    record Uses(long publications, long snapshots) {}
}
