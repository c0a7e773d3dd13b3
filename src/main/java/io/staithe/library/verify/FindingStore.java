package io.staithe.library.verify;

import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import java.util.Collection;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What checks found; it goes with the row of the task. A lost connection is UNAVAILABLE everywhere. */
public interface FindingStore {
    /** Forgets what earlier attempts at a check found. Repeatable. */
    Mono<Void> clear(Task check);

    /** Keeps what the running attempt at a check found; nothing where another attempt has it now. */
    Mono<Void> keep(Task check, Collection<Finding> findings);

    /** The findings of a check after a number, in order, at most so many. */
    Flux<Finding> of(TaskId check, long after, int limit);
}
