package io.staithe.sweep;

import reactor.core.publisher.Flux;

/** Sweeps one kind. */
public interface Broom {
    /** What it sweeps. */
    Kind kind();

    /**
     * Sweeps; emits parts of what was swept as it goes. Any number may sweep at once, here and elsewhere. Repeatable; a
     * cancel may leave doomed rows, which the next sweep finishes.
     */
    Flux<Swept> sweep(Terms terms);
}
