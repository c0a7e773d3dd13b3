package io.staithe.sweep;

import io.staithe.sweep.DoomedRows.Batch;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sweeps rows that have files: dooms, commits, deletes the files, forgets the rows.
 *
 * <p>A doomed row has one doomer, and here one at a time, so nobody deletes a file after its row is forgotten: its name
 * may be somebody's again. Before each file it makes sure that nobody can have counted this instance lapsed.
 */
final class FileBroom implements Broom {
    private static final int BATCH = 500;

    private final Kind kind;
    private final DoomedRows rows;
    private final Removal removal;
    private final Sweeper sweeper;
    private final Turn turn = new Turn();

    /** A broom for a kind; the removal deletes its files. */
    FileBroom(Kind kind, DoomedRows rows, Removal removal, Sweeper sweeper) {
        this.kind = kind;
        this.rows = rows;
        this.removal = removal;
        this.sweeper = sweeper;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    /** First what was left doomed, then what nothing needs any more. */
    @Override
    public Flux<Swept> sweep(Terms terms) {
        return Flux.concat(left(terms), unneeded(terms));
    }

    private Flux<Swept> left(Terms terms) {
        return turn.alone(sweeper.present()
                        .flatMap(by -> rows.adopt(by, terms, BATCH))
                        .flatMap(this::finished))
                .repeat()
                .takeUntil(swept -> swept.count() < BATCH);
    }

    private Flux<Swept> unneeded(Terms terms) {
        return step(terms, 0)
                .expand(step -> step.last() == 0 ? Mono.empty() : step(terms, step.last()))
                .map(Step::swept);
    }

    private Mono<Step> step(Terms terms, long after) {
        return turn.alone(sweeper.present()
                .flatMap(by -> rows.doom(by, terms, after, BATCH))
                .flatMap(this::finished));
    }

    private Mono<Step> finished(Batch batch) {
        return finished(batch.doomed()).map(swept -> new Step(swept, batch.last()));
    }

    private Mono<Swept> finished(List<Doomed> doomed) {
        Swept swept = new Swept(
                kind,
                doomed.size(),
                doomed.stream().mapToLong(Doomed::sizeBytes).sum());
        if (doomed.isEmpty()) {
            return Mono.just(swept);
        }
        return removal.prepare(doomed)
                .thenMany(Flux.fromIterable(doomed))
                .concatMap(one -> sweeper.present().then(Mono.defer(() -> removal.remove(one))))
                .then(Mono.defer(() -> rows.forget(doomed)))
                .thenReturn(swept);
    }

    private record Step(Swept swept, long last) {}
}
