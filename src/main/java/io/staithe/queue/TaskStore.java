package io.staithe.queue;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The rows of tasks and lanes. All times are those of the database's clock.
 *
 * <p>Methods join the transaction that they are subscribed in, but for the claims, which are transactions of their own.
 * A lost connection is UNAVAILABLE everywhere.
 */
public interface TaskStore {
    /** Inserts a task and its lanes; emits it as it stands, queued. Not repeatable. */
    Mono<Task> insert(NewTask task);

    /**
     * Takes the lane, or renews it, and claims the longest run of tasks at its head that may start now and that one
     * handler takes at once, in order; their attempts are one higher than before. An empty list: nothing may start, or
     * another living instance has the lane; the claimant then has no hold on the lane any more.
     *
     * <p>A task may start when every earlier unfinished task that changes one of its lanes is finished. Tasks of kinds
     * or versions that the claimant does not know are left alone.
     */
    Mono<List<Task>> claim(Lane lane, Claimant claimant);

    /** Claims up to so many queued or orphaned tasks of any lane, in order of ids, without regard to lanes. */
    Mono<List<Task>> claimAny(Claimant claimant, int limit);

    /**
     * Settles attempts; emits the tasks in order of their ids. A task that is not running this attempt any more is
     * {@code QueueFault.SUPERSEDED}: the caller's transaction has to be rolled back.
     */
    Mono<List<Settled>> settle(List<Settlement> settlements);

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

    /** What waits and for how long. */
    Mono<Backlog> backlog();

    /** Lanes whose first task this claimant could start now, the longest waiting first. */
    Flux<Lane> lanesWithWork(Claimant claimant, int limit);

    /** The home lanes of those tasks that could start first now that something in these lanes has finished. */
    Flux<Lane> dependents(Collection<Lane> lanes);

    /** Lets go of all lanes of this start of an instance. */
    Mono<Void> release(Instance owner);

    /**
     * Removes up to {@code limit} finished tasks, the smallest ids first, that are older than {@code keepFor} or not
     * among the newest {@code keepCount}; emits how many.
     */
    Mono<Long> sweep(Duration keepFor, long keepCount, int limit);
}
