package io.staithe.catalog.range;

import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.RepositoryId;
import reactor.core.publisher.Flux;

/** Parts of repositories. A lost connection is UNAVAILABLE everywhere. */
public interface Ranges {
    /**
     * The selected members at a revision from a position on, that position included, in their order. Read in pages by
     * key as far as they are asked for; cancelling costs at most a page that is on its way.
     */
    Flux<CataloguedPackage> from(RepositoryId id, long revision, Position first, Selection selection);

    /**
     * What moved from one revision to another, in whichever direction they lie; what left and came back is in it twice
     * or not at all. In no order; ends after {@code limit}.
     */
    Flux<Movement> between(RepositoryId id, long from, long to, int limit);
}
