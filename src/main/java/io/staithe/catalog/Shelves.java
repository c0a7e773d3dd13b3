package io.staithe.catalog;

import io.staithe.deb.PackageKey;
import io.staithe.pool.Blob;
import java.util.Collection;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Packages and memberships, read and written in sets inside a transaction that {@link Ledger#open} began. */
public interface Shelves {
    /** Touches the blobs that are kept and emits their rows, in no order; what is missing from them may not be used. */
    Flux<Long> touch(Collection<Long> blobs);

    /** What holds these slots of a repository now, in no order. */
    Flux<Member> members(RepositoryId id, Collection<Slot> slots);

    /** The open memberships of these packages in a repository, in no order. */
    Flux<Member> membersByKey(RepositoryId id, Collection<PackageKey> keys);

    /** The packages of these keys that the catalogue knows, whether they are members or not, in no order. */
    Flux<Known> known(Collection<PackageKey> keys);

    /** The packages of these keys that the catalogue knows, with the rows of their bytes, in no order. */
    Flux<Stocked> stocked(Collection<PackageKey> keys);

    /** Kept bytes by digest, as far as they belong to source packages that are members of a repository now. */
    Flux<Blob> sourceParts(RepositoryId id, Collection<String> sha256);

    /**
     * Writes packages that the catalogue may not know, each of another slot, ahead of the transaction that is to shelve
     * them and outside of it: committed at once, on several connections. Emits rows that it wrote, by key; it may leave
     * out any of them: source packages, few packages, what is known, or whose slot in the repository is held. Nobody
     * holds these rows, and what nobody shelves is swept: {@link #present} says, after {@link #touch}, which are there.
     */
    Mono<Map<PackageKey, Long>> catalogue(RepositoryId id, Collection<NewPackage> packages);

    /** Those of these rows of packages that are there, in no order. */
    Flux<Long> present(Collection<Long> packages);

    /**
     * Writes what a shelf decided: packages that are new, intervals that end, intervals that begin. A package whose key
     * others took meanwhile with other bytes is refused with {@link CatalogFault#PACKAGE_DIFFERS}.
     */
    Mono<Void> write(RepositoryId id, Shelf shelf);

    /**
     * Opens intervals for all members of a set in a repository that is new, as its first revision, logs that, and
     * touches their bytes; emits how many packages that is. Where it is none, nothing is logged, and the repository has
     * no revision. {@link CatalogFault#BYTES_GONE} where bytes are not kept any more.
     *
     * @param untold the change of the new repository, whose text is empty: it is put together where the rows are, and
     *     grows with the set
     */
    Mono<Long> fill(Revision.Change untold, RepositoryId from, long revision);

    /**
     * A package that the catalogue knows by key.
     *
     * @param sha256 the digest of its file
     */
    record Known(PackageKey key, String sha256) {}
}
