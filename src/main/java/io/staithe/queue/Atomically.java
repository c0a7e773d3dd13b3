package io.staithe.queue;

import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Joins a change with a task's acceptance or settlement in one READ COMMITTED transaction.
 *
 * <p>Everything subscribed to inside takes part in it; an error inside rolls all of it back. Once begun it runs to its
 * end whatever becomes of the subscriber: a cancel does not cut it.
 */
public interface Atomically {
    /** One transaction around a change, emitting what the change emits. */
    <T> Mono<T> transact(Mono<T> change);

    /** Inserts the task; emits it as accepted, after commit. */
    Mono<Task> accept(NewTask task);

    /**
     * A change and the settlements that it emits, in one transaction: emits the settlements after commit. A task that
     * is not running this attempt any more rolls everything back with {@code QueueFault.SUPERSEDED}.
     */
    default Mono<List<Settlement>> settle(Mono<List<Settlement>> change) {
        return settleAlong(change.map(Decided::written));
    }

    /** As {@link #settle}, where the settlements are sent along with the last of what is written. */
    Mono<List<Settlement>> settleAlong(Mono<Decided> change);
}
