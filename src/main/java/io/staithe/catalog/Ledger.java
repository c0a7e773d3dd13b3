package io.staithe.catalog;

import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * The law of revisions, as statements inside a transaction of the caller's: {@link #open} first, {@link #close} last,
 * and between them everything that decides the change is read.
 */
public interface Ledger {
    /** The committed revision of a living repository; empty where it was dropped. Outside any transaction. */
    Mono<Long> revision(RepositoryId id);

    /**
     * The revision that a repository should be expected at: the committed one, or, once after each {@link #close}, the
     * one that it moved to, without a look. Empty where the look finds that the repository was dropped. What is wrong
     * about it, {@link #open} finds out: a guess, which nobody else may be told. Outside any transaction.
     */
    Mono<Long> expected(RepositoryId id);

    /**
     * Locks a living repository if it stands at a revision, and proves it. Empty where it stands at another or was
     * dropped: nothing was done.
     */
    Mono<Opened> open(RepositoryId id, long expected);

    /**
     * Takes the row lock of a living repository, waiting for it, and emits its revision; empty where it was dropped.
     */
    Mono<Long> lock(RepositoryId id);

    /**
     * Writes the log rows and the events, and moves the repository to the last row's revision. Without rows it writes
     * the events only.
     */
    Mono<Void> close(Opened opened, List<Revision> rows, List<Event> events);

    /** Writes events where no revision is made. */
    Mono<Void> announce(List<Event> events);

    /**
     * A repository that is locked for a change.
     *
     * @param at the database's time of the lock: it never goes back from one revision to the next
     * @param lastHash the hash of its newest log row, or {@link Revision#NO_HASH}
     */
    record Opened(Repository repository, Instant at, String lastHash) {}

    /**
     * Something to tell the world, written in the transaction of what it tells.
     *
     * @param kind such as {@code repository.changed}
     * @param subject what it is about, such as {@code repository/main}
     * @param payload JSON
     */
    record Event(String kind, String subject, String payload) {}
}
