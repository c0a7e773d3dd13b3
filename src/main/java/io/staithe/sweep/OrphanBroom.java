package io.staithe.sweep;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sweeps files that no row names. Before one is deleted a doomed row takes its name, so that a row of whoever wrote it
 * cannot come any more.
 */
final class OrphanBroom implements Broom {
    private static final int BATCH = 500;

    private final Kind kind;
    private final SweepStore store;
    private final BiFunction<Instant, Duration, Flux<String>> old;
    private final Function<List<String>, Flux<String>> disowned;
    private final Function<String, Mono<Void>> removal;
    private final Sweeper sweeper;

    OrphanBroom(Kind kind, SweepStore store, Files files, Sweeper sweeper) {
        this.kind = kind;
        this.store = store;
        this.old = files.old();
        this.disowned = files.disowned();
        this.removal = files.removal();
        this.sweeper = sweeper;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public Flux<Swept> sweep(Terms terms) {
        return store.born()
                .flatMapMany(born -> old.apply(born, terms.orphans()))
                .buffer(BATCH)
                .concatMap(disowned, 1)
                .concatMap(name -> sweeper.present()
                        .then(Mono.defer(() -> removal.apply(name)))
                        .thenReturn(new Swept(kind, 1, 0)));
    }

    /**
     * Files of a kind.
     *
     * @param old the names of those that nobody has changed for so long, but somebody since an instant
     * @param disowned of these those that no row names, now or later
     * @param removal deletes one
     */
    record Files(
            BiFunction<Instant, Duration, Flux<String>> old,
            Function<List<String>, Flux<String>> disowned,
            Function<String, Mono<Void>> removal) {}
}
