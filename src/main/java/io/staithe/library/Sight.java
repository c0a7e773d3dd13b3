package io.staithe.library;

import static java.util.stream.Collectors.toSet;

import io.staithe.access.Caller;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.Reach;
import io.staithe.catalog.search.Packages;
import io.staithe.deb.PackageKey;
import io.staithe.fault.Refused;
import java.util.Collection;
import java.util.Set;
import reactor.core.publisher.Mono;

/** Which packages of the catalogue callers may know of: those that a repository has or had which they may read. */
public final class Sight {
    private final Catalog catalog;
    private final Packages packages;

    /** A sight of a catalogue. */
    public Sight(Catalog catalog, Packages packages) {
        this.catalog = catalog;
        this.packages = packages;
    }

    /** Refuses with {@code UNKNOWN_PACKAGE} a key that the caller may not know of, whether it is there or not. */
    public Mono<Void> required(Caller caller, Collection<PackageKey> keys) {
        return Reaches.of(caller, catalog)
                .filter(reach -> !reach.equals(Reach.EVERYTHING) && !keys.isEmpty())
                .flatMap(reach -> packages.held(reach, keys).collect(toSet()))
                .doOnNext(held -> keys.forEach(key -> refuse(key, held)))
                .then();
    }

    private static void refuse(PackageKey key, Set<PackageKey> held) {
        if (!held.contains(key)) {
            throw new Refused(CatalogFault.UNKNOWN_PACKAGE, "packages " + key + ": key not found");
        }
    }
}
