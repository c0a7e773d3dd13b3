package io.staithe.library.check;

import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.LogLines.Added;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.range.Position;
import io.staithe.publish.ArchiveView.Shown;
import io.staithe.publish.Place;
import java.util.Collection;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the database says of repositories and publications. Nothing is locked. A lost connection is UNAVAILABLE. */
public interface CatalogFacts {
    /** How many rows the logs of living repositories have. */
    Mono<Long> revisions();

    /** How many members living repositories have. */
    Mono<Long> members();

    /** How many publications are living and have a generation. */
    Mono<Long> publications();

    /** The first living repository from a row on; empty where there is none. */
    Mono<Standing> repository(long from);

    /**
     * Of what a revision added the keys that are members by it no more although the log tells of no removal; in no
     * order.
     */
    Flux<String> lost(RepositoryId repository, long revision, Collection<Added> added);

    /** The members of a repository at a revision after a position, in their order. */
    Flux<CataloguedPackage> members(RepositoryId repository, long revision, Position after, int limit);

    /** Of these packages the keys of those that are members now, and whose revision says nothing of them in the log. */
    Flux<String> unlogged(RepositoryId repository, Collection<Long> packages);

    /** The indexes of current generations that show a repository itself, in no order. */
    Flux<Index> indexes(RepositoryId repository);

    /** The lists that the indexes of a generation are. */
    Flux<Long> lists(long publication, long generation);

    /**
     * Of these packages of a repository those that are members at the revision that an index shows; none where its
     * generation is not the current one any more.
     */
    Flux<Long> shown(RepositoryId repository, Index index, Collection<Long> packages);

    /** Current generations of living publications, in the order of publications. */
    Flux<Current> current(long after, int limit);

    /** Whether a generation is the current one of a living publication. */
    Mono<Boolean> isCurrent(long publication, long generation);

    /** A repository and where it stands. */
    record Standing(RepositoryId id, String name, long revision) {}

    /**
     * An index of a current generation.
     *
     * @param path of its plain form, relative to the distribution
     * @param revision of the repository that the generation shows
     * @param list the row of the list that the index is
     * @param line what that says that it is
     */
    record Index(
            long publication,
            long generation,
            Place place,
            String component,
            String path,
            long revision,
            long list,
            String line) {}

    /** A current generation. */
    record Current(Place place, Shown shown) {}
}
