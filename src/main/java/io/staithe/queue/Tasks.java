package io.staithe.queue;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the rest of the product does with tasks: submit, wait, read, forget. */
public interface Tasks {
    /** Accepts a task and wakes its lane; emits the task, queued, after its row is committed. */
    Mono<Task> submit(NewTask task);

    /**
     * Completes where there is room for one more task now, else {@code QueueFault.QUEUE_FULL}: to be asked before work
     * that a refusal at its end would waste. Sets nothing aside.
     */
    Mono<Void> room();

    /** Another way of acceptance, under the same bound: {@code QueueFault.QUEUE_FULL} where there is no room. */
    <T> Mono<T> admitted(Mono<T> acceptance);

    /**
     * Emits the task when it is finished, on whichever instance; holds no database connection meanwhile. A cancel
     * leaves the task alone. An unknown id is {@code QueueFault.UNKNOWN_TASK}.
     */
    Mono<Task> await(TaskId id);

    /** The same for a task that was accepted here just now: nothing is looked up where it finishes here too. */
    Mono<Task> await(Task accepted);

    /** Completes when no task is queued or running. */
    Mono<Void> awaitAll();

    /** A task that is still known; an unknown one is {@code QueueFault.UNKNOWN_TASK}. */
    Mono<Task> find(TaskId id);

    /** The same for whoever asks by its own right, listed or not. */
    Mono<Task> findUnlisted(TaskId id);

    /** The listed tasks and all unfinished ones, in order of their ids. */
    Flux<Task> list();

    /** Takes a finished task off the list and emits it; unfinished is {@code QueueFault.TASK_NOT_FINISHED}. */
    Mono<Task> delete(TaskId id);

    /**
     * Cancels a task that is still queued, and emits it, cancelled; what waited for it goes on. Repeatable. One that
     * has started is {@code QueueFault.TASK_STARTED} and goes on.
     */
    Mono<Task> cancel(TaskId id);

    /** Takes all finished tasks off the list. */
    Mono<Void> clear();
}
