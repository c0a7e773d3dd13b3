package io.staithe.publish;

import io.staithe.sweep.Doomed;
import io.staithe.sweep.DoomedRows;
import io.staithe.sweep.Terms;
import java.util.Collection;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** What a test does between two steps of a sweep that found something. */
record Between(Runnable afterDoom, Runnable beforeForget) {
    /** After rows are doomed, before their files are deleted. */
    static Between afterDoom(Runnable action) {
        return new Between(action, () -> {});
    }

    /** After files are deleted, before their rows are. */
    static Between beforeForget(Runnable action) {
        return new Between(() -> {}, action);
    }

    DoomedRows around(DoomedRows plain, Scheduler callers) {
        return new DoomedRows() {
            @Override
            public Mono<Batch> doom(long by, Terms terms, long after, int limit) {
                return plain.doom(by, terms, after, limit)
                        .delayUntil(batch -> batch.doomed().isEmpty() ? Mono.empty() : on(callers, afterDoom));
            }

            @Override
            public Mono<List<Doomed>> adopt(long by, Terms terms, int limit) {
                return plain.adopt(by, terms, limit);
            }

            @Override
            public Mono<Void> forget(Collection<Doomed> gone) {
                return on(callers, beforeForget).then(Mono.defer(() -> plain.forget(gone)));
            }
        };
    }

    private static Mono<Void> on(Scheduler callers, Runnable action) {
        return Mono.fromRunnable(action).subscribeOn(callers).then();
    }
}
