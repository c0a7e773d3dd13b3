package io.staithe.publish.generation;

import io.staithe.publish.generation.Edition.Pinned;
import io.staithe.queue.TaskId;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What generations were made of, read. A lost connection is UNAVAILABLE everywhere. */
public interface GenerationHistory {
    /** The recipe of a generation; empty where it has none. */
    Mono<String> recipe(long publication, long number);

    /**
     * Pins what a kept generation shows until the task is settled; emits its sources by component, and nothing where
     * the generation is gone. Repeating it changes nothing.
     */
    Flux<Pinned> pin(TaskId task, long publication, long number);

    /** Where the newest kept generations of a publication are in its storage, the newest first. */
    Flux<String> stagings(long publication, int limit);

    /**
     * How long ago each change was made that this generation is the first of its publication to show; at most the
     * thousand newest, in no order.
     */
    Flux<Duration> lags(long publication, long number);
}
