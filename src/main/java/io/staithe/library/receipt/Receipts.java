package io.staithe.library.receipt;

import io.staithe.catalog.RepositoryId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the logs of repositories tell of packages. */
public interface Receipts {
    /**
     * The addition by which a repository has a package now; where it was taken out meanwhile, its last addition; empty
     * where it was never added.
     *
     * @param sha256 the digest of the package's file
     */
    Mono<Receipt> of(RepositoryId repository, String sha256);

    /** The addition of a name, whatever became of the package: the log stays; empty where it has none. */
    Mono<Receipt> find(ReceiptId id);

    /**
     * The additions of these bytes to living repositories, the oldest first, at most a thousand: those that are members
     * now, and those whose rows are kept still.
     */
    Flux<Receipt> ofDigest(String sha256);

    /** The kept generations that show the package by this addition, by publication. */
    Flux<Showing> shown(ReceiptId id);

    /**
     * A publication that shows a package.
     *
     * @param publication its number
     * @param first the first kept generation that shows it
     * @param last the last one
     */
    record Showing(long publication, String storage, String prefix, String distribution, long first, long last) {}
}
