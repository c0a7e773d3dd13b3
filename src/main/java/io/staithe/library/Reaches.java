package io.staithe.library;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.access.Role;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.Reach;
import io.staithe.catalog.Repository;
import reactor.core.publisher.Mono;

/** Into which repositories callers may look. */
public final class Reaches {
    private Reaches() {}

    /** The living repositories that the caller may read, or everything. */
    public static Mono<Reach> of(Caller caller, Catalog catalog) {
        return caller.may(Need.readEverything())
                ? Mono.just(Reach.EVERYTHING)
                : catalog.repositories()
                        .filter(repository -> caller.may(Need.some(Role.READ, repository.name())))
                        .map(Repository::id)
                        .collectList()
                        .map(Reach::new);
    }
}
