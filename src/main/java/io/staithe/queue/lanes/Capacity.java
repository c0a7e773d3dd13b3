package io.staithe.queue.lanes;

import io.staithe.fault.Exhausted;
import io.staithe.observe.Departures;
import io.staithe.queue.Announcements;
import io.staithe.queue.Backlog;
import io.staithe.queue.QueueFault;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;

/**
 * How many tasks may be unfinished before further ones are refused.
 *
 * <p>Counted from what is accepted and settled here, and set right by every measurement of the backlog; what other
 * instances accept in between is not known, so the limit is passed a little.
 */
public final class Capacity {
    private final long limit;
    private final Departures departures;
    private final AtomicLong unfinished = new AtomicLong();

    /**
     * So many tasks of all instances.
     *
     * @param departures counts what is settled here
     */
    public Capacity(Announcements announcements, long limit, Departures departures) {
        this.limit = limit;
        this.departures = departures;
        announcements.onAccepted(task -> unfinished.incrementAndGet());
        announcements.onSettled(tasks -> {
            unfinished.addAndGet(-tasks.size());
            departures.ended(tasks.size());
        });
    }

    /** Sets the count right. */
    void measured(Backlog backlog) {
        unfinished.set(backlog.queued() + backlog.running());
    }

    /** The same acceptance, or {@code QueueFault.QUEUE_FULL} where there is no room for one more. */
    <T> Mono<T> admitted(Mono<T> acceptance) {
        return room().then(acceptance);
    }

    /** Completes where there is room for one more task, else {@code QueueFault.QUEUE_FULL}. */
    Mono<Void> room() {
        return Mono.defer(() -> unfinished.get() < limit ? Mono.empty() : Mono.error(full()));
    }

    private Exhausted full() {
        return new Exhausted(
                QueueFault.QUEUE_FULL,
                "the queue has " + limit + " unfinished tasks, which is the limit (staithe.queue.max-unfinished)",
                departures.turn());
    }
}
