package io.staithe.queue;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The rows of tasks. All times are those of the database's clock.
 *
 * <p>Methods join the transaction that they are subscribed in. A lost connection is UNAVAILABLE everywhere.
 */
public interface TaskStore {
    /** Inserts a task and its lanes; emits it as it stands, queued. Not repeatable. */
    Mono<Task> insert(NewTask task);

    /**
     * Settles attempts and removes what was kept for them; emits the tasks in order of their ids. A task that is not
     * running this attempt any more is {@code QueueFault.SUPERSEDED}: the transaction has to be rolled back.
     */
    Mono<List<Settled>> settle(List<Settlement> settlements);

    /**
     * Settles a task that nobody has started as cancelled, and removes what was kept for it; empty where there is none
     * such. Who starts it at the same time either has it or does not find it any more.
     */
    Mono<Settled> cancel(TaskId id);

    /**
     * Tells the detail of an attempt that is running, until its settlement tells the last; nothing where another runs.
     * Repeatable.
     */
    Mono<Void> tell(Task running, String detail);

    /** The task of this id, listed or not; empty where there is none. */
    Mono<Task> find(TaskId id);

    /** Those of the ids whose task is finished, as tasks, in no order. */
    Flux<Task> finished(Collection<TaskId> ids);

    /** Those of the ids that have no task any more, in no order. */
    Flux<TaskId> missing(Collection<TaskId> ids);

    /** Listed and unfinished tasks in order of their ids. */
    Flux<Task> list();

    /** Takes a finished, listed task off the list and emits it; empty where there is none such. */
    Mono<Task> unlist(TaskId id);

    /** Takes all finished tasks off the list. */
    Mono<Void> unlistFinished();

    /** What waits and for how long; its cost grows with the number of unfinished tasks. */
    Mono<Backlog> backlog();

    /**
     * Removes up to {@code limit} finished tasks, the smallest ids first, that are older than {@code keepFor} or not
     * among the newest {@code keepCount}; emits how many.
     */
    Mono<Long> sweep(Duration keepFor, long keepCount, int limit);
}
