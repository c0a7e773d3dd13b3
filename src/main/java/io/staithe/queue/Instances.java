package io.staithe.queue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows of instances: who is there, by the database's clock. */
public interface Instances {
    /**
     * For so many lapses an instance is silent before the bytes that it was reading are deleted: after the database was
     * away all others seem to have lapsed, and may be reading bodies that they will keep.
     */
    int LAPSES_UNTIL_SWEPT = 10;

    /** Registers a new start of the instance of this name; the starts before it have lapsed from then on. */
    Mono<Instance> register(String name, @Nullable String url);

    /** Renews the heartbeat and emits the instance; empty where another start has taken its name or it has stopped. */
    Mono<Instance> beat(Instance instance);

    /** Marks the start as stopped: its lanes and tasks are free at once. */
    Mono<Void> stop(Instance instance);

    /** The names of instances that stopped or were silent for this long, in no order. */
    Flux<String> lapsed(Duration silence);
}
