package io.staithe.library.change;

import static java.util.stream.Collectors.toSet;

import io.staithe.access.Caller;
import io.staithe.library.receipt.ReceiptBook;
import io.staithe.library.task.TaskJson;
import io.staithe.library.task.Until;
import io.staithe.library.task.Watch;
import io.staithe.queue.Outcome;
import io.staithe.queue.Task;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tells how far a change came, with the receipts of what it brought. */
public final class ChangeOutcomes {
    private final ReceiptBook receipts;
    private final Watch watch;

    /** Outcomes as these see them. */
    public ChangeOutcomes(ReceiptBook receipts, Watch watch) {
        this.receipts = receipts;
        this.watch = watch;
    }

    /**
     * Waits as far and as long as the caller wants, and emits how far the change came; a task that fails is no fault. A
     * call that repeats one that is finished is told all of it.
     */
    public Mono<Made> follow(Caller caller, Task accepted, Until until, Duration patience) {
        if (until == Until.ACCEPTED) {
            return accepted.state().isFinished() ? made(accepted) : Mono.just(new Made(accepted, List.of(), List.of()));
        }
        return watch.end(accepted, patience)
                .flatMap(seen -> made(seen.task())
                        .flatMap(
                                made -> until == Until.PUBLISHED ? shown(caller, made, seen.left()) : Mono.just(made)));
    }

    private Mono<Made> made(Task task) {
        return Flux.fromStream(() -> value(task).repositories().stream())
                .concatMap(this::changed)
                .collectList()
                .map(repositories -> new Made(task, repositories, List.of()));
    }

    private static ChangeValue value(Task task) {
        return task.outcome() instanceof Outcome.Succeeded succeeded
                ? TaskJson.read(String.valueOf(succeeded.value()), ChangeValue.class)
                : new ChangeValue(List.of());
    }

    private Mono<Made.Repository> changed(ChangeValue.Changed changed) {
        return Flux.fromIterable(changed.present())
                .concatMap(sha256 -> receipts.of(changed.row(), sha256))
                .collectList()
                .map(found -> new Made.Repository(changed.repository(), changed.revision(), found, changed.removed()));
    }

    private Mono<Made> shown(Caller caller, Made made, Duration patience) {
        Set<Long> changed = value(made.task()).repositories().stream()
                .map(ChangeValue.Changed::id)
                .collect(toSet());
        return watch.published(caller, changed, patience)
                .map(publishing -> new Made(made.task(), made.repositories(), publishing));
    }
}
