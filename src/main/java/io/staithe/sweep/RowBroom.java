package io.staithe.sweep;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sweeps rows without files, in batches. */
final class RowBroom implements Broom {
    private static final int BATCH = 1000;

    private final Kind kind;
    private final SweepStore store;

    /** A broom for a kind. */
    RowBroom(Kind kind, SweepStore store) {
        this.kind = kind;
        this.store = store;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public Flux<Swept> sweep(Terms terms) {
        return Mono.defer(() -> store.delete(kind, terms, BATCH))
                .repeat()
                .takeUntil(deleted -> deleted < BATCH)
                .map(deleted -> new Swept(kind, deleted, 0));
    }
}
