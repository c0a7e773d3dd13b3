package io.staithe.queue;

import java.util.Collection;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Who drains a lane, and which of its tasks come next. All times are those of the database's clock.
 *
 * <p>Each claim but {@link #claimOn} is a transaction of its own; repeating one is safe. A lost connection is
 * UNAVAILABLE everywhere.
 */
public interface LaneStore {
    /**
     * Takes the lane, or renews it, and claims the longest run of tasks at its head that may start now and that one
     * handler takes at once, in order; their attempts are one higher than before. An empty list: nothing may start, or
     * another living instance has the lane; either way the claimant has no hold on the lane then.
     *
     * <p>A task may start when every earlier unfinished task that changes one of its lanes is finished. A running task
     * whose owner has lapsed is claimed alone, and so is one of the claimant's own: a claimant claims from a lane only
     * when it runs nothing of it. Tasks of kinds or versions that the claimant does not know are left alone.
     */
    Mono<List<Task>> claim(Lane lane, Claimant claimant);

    /**
     * Claims as {@link #claim} does, where the claimant has the lane already, in the transaction that it is subscribed
     * in. That transaction settles all that the claimant runs of the lane, and has done so before: nothing waits for a
     * claim, and neither is seen without the other. An empty list where nothing may start, or where it is not known
     * that the claimant has the lane.
     */
    Mono<List<Task>> claimOn(Lane lane, Claimant claimant);

    /**
     * Claims up to so many queued or orphaned tasks of any lane, in order of ids, without regard to lanes. A task of
     * the claimant's own is orphaned when it was claimed a lapse ago and is not at work: the answer to that claim was
     * lost.
     *
     * @param atWork what the claimant runs now
     */
    Mono<List<Task>> claimAny(Claimant claimant, Collection<TaskId> atWork, int limit);

    /** Lanes that this claimant could claim from now, the longest waiting first. */
    Flux<Lane> lanesWithWork(Claimant claimant, int limit);

    /** The homes of the tasks that come next in these lanes, in which something has finished; in no order. */
    Flux<Lane> dependents(Collection<Lane> lanes);

    /** Lets go of one lane; emits it where this start had it, so that others may find work in it. Repeatable. */
    Mono<Lane> release(Lane lane, Instance owner);

    /** How many lanes the last claims have left with those who claimed, as far as is known here. */
    int held();

    /** Lets go of all lanes of this start of an instance. */
    Mono<Void> release(Instance owner);
}
