package io.staithe.publish.contents;

import io.staithe.catalog.RepositoryId;
import reactor.core.publisher.Flux;

/** Paths of packages as inspection found them. */
public interface ContentsStore {
    /**
     * What became of the packages of a repository from one revision to another, in whichever direction they lie: those
     * that came, those that went, and those that stayed under a name that went. In no order; from revision 0 everything
     * came. Holds a connection and a few dozen lists until it ends; cancelling gives them up.
     */
    Flux<PathList> changes(RepositoryId repository, long from, long to);
}
