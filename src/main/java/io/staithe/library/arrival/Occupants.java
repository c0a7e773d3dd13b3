package io.staithe.library.arrival;

import io.staithe.catalog.RepositoryId;
import io.staithe.deb.PackageFileName;
import io.staithe.deb.PackageKey;
import io.staithe.pool.Digests;
import io.staithe.queue.Lane;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a repository has now, asked before a body is read; nothing is locked, so it may change at once. */
public interface Occupants {
    /** The members that files of this name usually hold; of several epochs where the name has none. In no order. */
    Flux<Occupant> named(RepositoryId repository, PackageFileName name);

    /** The member whose file has these bytes; empty where none has. */
    Mono<Occupant> holding(RepositoryId repository, String sha256);

    /** Whether a task that changes this lane is accepted and not finished. */
    Mono<Boolean> isToChange(Lane lane);

    /** A member, and the digests of its file. */
    record Occupant(PackageKey key, Digests digests) {
        /** Name, version and architecture, joined by {@code _}. */
        String identity() {
            return key.name() + "_" + key.version() + "_" + key.architecture();
        }
    }
}
