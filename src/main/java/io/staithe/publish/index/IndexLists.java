package io.staithe.publish.index;

import io.staithe.archive.Compression;
import io.staithe.archive.Sums;
import io.staithe.catalog.RepositoryId;
import java.util.Collection;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The rows of lists. A list that no generation shows, and that was not touched lately, may be swept; so whoever reads
 * one touches it in the same statement. A lost connection is UNAVAILABLE everywhere.
 */
public interface IndexLists {
    /**
     * Of each line the list whose content a repository had nearest to a revision, touched. Lines that have none, and
     * those of whose shards one is gone, are left out.
     */
    Flux<IndexList> nearest(RepositoryId repository, long revision, Collection<String> lines);

    /** A list with its parts, not touched; empty where it is gone, or a shard of it. For what a generation shows. */
    Mono<IndexList> find(long id);

    /** Makes a list; emits it with its row. */
    Mono<IndexList> keep(RepositoryId repository, IndexList made);

    /** Notes that a list is the content of its repository at this revision as well, and its sums. Repeatable. */
    Mono<Void> hold(IndexList list, long revision, Map<Compression, Sums> sums);
}
