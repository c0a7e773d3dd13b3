package io.staithe.catalog.search;

import io.staithe.catalog.Repository;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.Snapshot;

/**
 * A set of packages: a repository at a revision, which is also what a snapshot names and does not change; or
 * {@link #CATALOGUE}.
 */
public record Standing(RepositoryId repository, long revision) {
    /** Every package of the catalogue, whether a repository holds it or not. */
    public static final Standing CATALOGUE = new Standing(new RepositoryId(0), 0);

    /** A repository as it was read. */
    public static Standing of(Repository repository) {
        return new Standing(repository.id(), repository.revision());
    }

    /** What a snapshot names. */
    public static Standing of(Snapshot snapshot) {
        return new Standing(snapshot.repository(), snapshot.revision());
    }
}
