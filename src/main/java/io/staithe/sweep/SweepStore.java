package io.staithe.sweep;

import io.staithe.publish.ArchiveView.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What sweeping asks the database beside {@link DoomedRows}. A lost connection is UNAVAILABLE everywhere. */
public interface SweepStore {
    /**
     * Begins a sweep unless another began lately or is under way; empty then. Emits how far it is to go.
     *
     * @param by the instance that sweeps
     */
    Mono<Depth> begin(long by, Times times);

    /** Notes that the sweep of an instance has ended. Repeatable. */
    Mono<Void> end(long by, Depth depth);

    /** Deletes rows of a kind that has no files, at most so many; emits how many. */
    Mono<Long> delete(Kind kind, Terms terms, int limit);

    /** The groups of outside links that may lead to these doomed generations. */
    Flux<Group> groups(Collection<Doomed> generations);

    /** Of these locations of the pool those that no row names, now or later: a doomed row of nobody's takes each. */
    Flux<String> disownedBlobs(Collection<String> locations);

    /** The same of locations of shards. */
    Flux<String> disownedShards(Collection<String> locations);

    /** The pools that publications share, by storage and prefix, in no order. */
    Flux<PrefixPool> pools();

    /**
     * Takes those of these paths of a pool that no claim names: a doomed claim of this instance has each, so that
     * whoever wants to claim it waits until its link is deleted with those of other doomed claims.
     *
     * @param by the instance that sweeps
     */
    Mono<Void> disownLinks(long by, PrefixPool pool, Collection<String> paths);

    /** Claims whose outside links are said to be on disk, in the order of their ids. */
    Flux<Linked> linked(long after, int limit);

    /** Notes that the outside links of these claims are not there, where they are still kept. Repeatable. */
    Mono<Void> unlinked(Collection<Long> claims);

    /** Of these staged generations those that are none and will be none, because their attempts are over. */
    Flux<Staging> dead(Collection<Staging> stagings);

    /**
     * When this database began to be used; empty where it was not yet. Files of before are another database's, which
     * this one knows nothing of.
     */
    Mono<Instant> born();

    /** Of these publications those that no row names. */
    Flux<Long> unborn(Collection<Long> publications);

    /** Makes rows for files by hash that have none, as if the current generation had named them. Repeatable. */
    Mono<Void> own(long publication, Collection<Shared> files);

    /** How far a sweep goes. */
    enum Depth {
        /** Rows and the files behind them. */
        ROWS,
        /** Files without rows too. */
        FILES
    }

    /**
     * A staged generation and who staged it.
     *
     * @param place as in the database
     */
    record Staging(String place, long task, int attempt) {}

    /** The pool of a prefix in a storage. */
    record PrefixPool(String storage, String prefix) {}

    /**
     * A claim whose outside link is said to be on disk.
     *
     * @param place where in the storage
     */
    record Linked(long claim, String storage, String place) {}

    /**
     * A file that the generations of a publication share.
     *
     * @param path below the directory of the publication
     */
    record Shared(String path, long sizeBytes) {}

    /**
     * When sweeps begin.
     *
     * @param every the least time between two
     * @param files the least time between two that go as far as files without rows
     * @param lapse how long an instance is silent before its sweep is over
     */
    record Times(Duration every, Duration files, Duration lapse) {}
}
