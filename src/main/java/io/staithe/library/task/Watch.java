package io.staithe.library.task;

import io.staithe.access.Caller;
import io.staithe.publish.Publications;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.queue.Tasks;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;

/** Follows a change for as long as whoever asked for it has patience. A cancel ends the watching, never the change. */
public final class Watch {
    private final Tasks tasks;
    private final Publications publications;

    /** Watches these. */
    public Watch(Tasks tasks, Publications publications) {
        this.tasks = tasks;
        this.publications = publications;
    }

    /** The task when it is finished, or as it was accepted where patience ended first. */
    public Mono<Seen> end(Task accepted, Duration patience) {
        return tasks.await(accepted)
                .timeout(patience, Mono.just(accepted))
                .elapsed()
                .map(ended -> new Seen(ended.getT2(), patience.minusMillis(ended.getT1())));
    }

    /**
     * Asks all publications of these repositories for one update each, and emits the tasks when they are finished, or
     * as they were accepted where patience ended first; none where nothing publishes them. One that fails is no fault.
     */
    public Mono<List<Task>> published(Caller caller, Set<Long> repositories, Duration patience) {
        return publications
                .updateAllOf(caller, repositories, Listing.LISTED)
                .flatMapSequential(task -> tasks.await(task).timeout(patience, Mono.just(task)))
                .collectList();
    }

    /**
     * A task, and the patience that is left.
     *
     * @param left may be negative
     */
    public record Seen(Task task, Duration left) {}
}
