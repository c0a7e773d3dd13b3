package io.staithe.sweep;

import java.util.Collection;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Rows of one kind that have files. A doomed row is its doomer's alone until it is forgotten, or until the doomer has
 * lapsed; whoever wants to use the thing sees that it is doomed. A lost connection is UNAVAILABLE everywhere.
 */
public interface DoomedRows {
    /**
     * Dooms rows that nothing needs, at most so many, in one transaction: locks them first, and passes over those that
     * somebody holds; then dooms in a statement of its own those that still nothing needs, which sees whatever was
     * committed before the lock. Emits what was looked at last and what was doomed.
     *
     * @param by the instance that dooms
     * @param after the greatest row of the batch before, 0 at first
     */
    Mono<Batch> doom(long by, Terms terms, long after, int limit);

    /**
     * Takes over doomed rows that are nobody's: this instance's own from an earlier sweep, those of lapsed instances,
     * and after a time those that nobody doomed. Never one that something refers to. Emits them after commit.
     */
    Mono<List<Doomed>> adopt(long by, Terms terms, int limit);

    /** Deletes rows whose files are gone; those that something refers to meanwhile stay. */
    Mono<Void> forget(Collection<Doomed> gone);

    /**
     * A step of dooming.
     *
     * @param last the greatest row that was looked at; 0 when there is none left
     */
    record Batch(List<Doomed> doomed, long last) {
        /** Copies the rows. */
        public Batch {
            doomed = List.copyOf(doomed);
        }
    }
}
