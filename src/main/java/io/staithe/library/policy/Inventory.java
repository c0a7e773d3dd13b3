package io.staithe.library.policy;

import io.staithe.catalog.Catalog.Size;
import io.staithe.catalog.Ledger;
import io.staithe.catalog.Member;
import io.staithe.catalog.RepositoryId;
import io.staithe.deb.PackageKey;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What policies ask of a repository, inside a transaction that {@link Ledger#open} began. */
public interface Inventory {
    /**
     * How much a repository holds. Remembers it, so that the next look counts what has changed since.
     *
     * @param revision that it is open at
     */
    Mono<Size> size(RepositoryId id, long revision);

    /**
     * The members of these lines that have the highest versions, in no order.
     *
     * @param most how many of each line
     * @param without memberships that do not count
     */
    Flux<Member> newest(RepositoryId id, Collection<Line> lines, int most, Collection<Long> without);

    /** How many bytes the packages of these memberships have. */
    Mono<Map<Long, Long>> sizes(Collection<Long> memberships);

    /** The packages of these keys that the catalogue knows, for a caller of this name to bring, in no order. */
    Flux<Entrant> entrants(Collection<PackageKey> keys, String caller);

    /** The members that came before a time, the longest there first, at most so many. */
    Flux<Member> overdue(RepositoryId id, Instant before, int most);
}
