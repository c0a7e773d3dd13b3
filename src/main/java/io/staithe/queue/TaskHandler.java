package io.staithe.queue;

import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Does the work of one kind of task.
 *
 * <p>A handler settles its tasks itself, through {@link Atomically#settle}, in the transaction of their change. Where
 * it ends with a fault of the caller's or ours instead, the lane settles the task as failed with that fault; a batch
 * that fails is replayed one by one; shortages and lost connections are tried again, and {@code SUPERSEDED} is dropped.
 */
public interface TaskHandler {
    /** The kind of tasks that it handles. */
    String kind();

    /** The newest version of the payload that it understands. */
    int version();

    /** The most tasks of one lane that it takes at once; 1 where it takes no batches. */
    int batch();

    /**
     * Performs the tasks, which come in the order of their acceptance and change the same one lane; completes when
     * each of them is settled. May run again after a crash: only the settlement takes effect, and once.
     */
    Mono<Void> perform(List<Task> tasks);
}
