package io.staithe.queue.lanes;

import java.time.Duration;

/**
 * How the lanes of one instance run.
 *
 * @param order whether tasks of one lane wait for each other
 * @param concurrency the most claims that are worked on at once
 * @param awake the most lanes that are remembered as awake; the others wait for the poll
 * @param poll the period of the look for work that nobody told of
 * @param lapse how old another instance's heartbeat must be for its lanes and tasks to be taken over
 */
public record LaneLimits(Order order, int concurrency, int awake, Duration poll, Duration lapse) {
    /** Whether the order of a lane is kept. */
    public enum Order {
        /** Serial lanes. */
        LANES,
        /** Every task as soon as possible: a trial of what holds without lanes. */
        NONE
    }
}
