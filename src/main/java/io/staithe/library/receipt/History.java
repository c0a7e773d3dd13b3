package io.staithe.library.receipt;

import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.Revision;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The log of a repository. */
public interface History {
    /** The revisions after a number, in order, at most so many. */
    Flux<Revision> after(RepositoryId repository, long number, int limit);

    /** A revision; empty where there is none of this number. */
    Mono<Revision> find(RepositoryId repository, long number);
}
