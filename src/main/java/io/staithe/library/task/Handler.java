package io.staithe.library.task;

import io.staithe.queue.Task;
import io.staithe.queue.TaskHandler;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Handles tasks of one kind one by one.
 *
 * @param kind the kind
 * @param work does one task and settles it
 */
public record Handler(String kind, Function<Task, Mono<Void>> work) implements TaskHandler {
    @Override
    public int version() {
        return Payloads.VERSION;
    }

    @Override
    public int batch() {
        return 1;
    }

    @Override
    public Mono<Void> perform(List<Task> tasks) {
        return Flux.fromIterable(tasks).concatMap(work).then();
    }
}
