package io.staithe.library.arrival;

import io.staithe.catalog.RepositoryId;
import reactor.core.publisher.Mono;

/** What the log of a repository tells of its packages. */
public interface Receipts {
    /**
     * The addition by which a repository has a package now; where it was taken out meanwhile, its last addition; empty
     * where it was never added.
     *
     * @param blob the row of the package's file
     */
    Mono<Receipt> of(RepositoryId repository, long blob);
}
