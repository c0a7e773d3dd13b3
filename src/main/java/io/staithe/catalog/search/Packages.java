package io.staithe.catalog.search;

import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.Reach;
import io.staithe.deb.Architecture;
import io.staithe.deb.PackageKey;
import io.staithe.deb.query.PackageQuery;
import java.util.Collection;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Questions about packages. All may be repeated; cancelling ends the reading. Lists are read in pages by key, so that
 * neither a slow consumer nor a big repository holds a connection or memory.
 */
public interface Packages {
    /**
     * The members that fit a query: by name in byte order, then newest version first, then architecture. A query whose
     * evaluation takes too long is {@link io.staithe.deb.query.QueryFault#QUERY_TOO_COSTLY}, perhaps after the first
     * ones.
     */
    Flux<Found> find(Standing where, PackageQuery query);

    /**
     * The keys of the members that fit a query, as {@link PackageKey} writes them, each on a line, some hundreds in a
     * text: what {@link #find} emits, in its order and with its faults, for lists that are passed on as they are.
     */
    Flux<String> keys(Standing where, PackageQuery query);

    /** The package of a key; empty where the catalogue does not know it. */
    Mono<Found> known(PackageKey key);

    /** Those of the keys whose packages a living repository within reach has or had, in no order. */
    Flux<PackageKey> held(Reach reach, Collection<PackageKey> keys);

    /** Packages in full, in the order in which they are given; what is gone meanwhile is left out. */
    Flux<CataloguedPackage> load(List<Found> found);

    /** The architectures of the members, in byte order, {@code all} and {@code source} among them. */
    Flux<Architecture> architectures(Standing where);

    /** The members that have one of these names, or provide one; in the order of {@link #find}. */
    Flux<Candidate> candidates(Standing where, Collection<String> names);

    /** Packages with what they say of themselves, in the order in which they are given. */
    Flux<Candidate> candidates(List<Found> found);
}
