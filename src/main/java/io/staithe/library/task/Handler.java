package io.staithe.library.task;

import io.staithe.queue.SingleTaskHandler;
import io.staithe.queue.Task;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Handles tasks of one kind one by one.
 *
 * @param kind the kind
 * @param work does one task and settles it
 */
public record Handler(String kind, Function<Task, Mono<Void>> work) implements SingleTaskHandler {
    @Override
    public int version() {
        return Payloads.VERSION;
    }

    @Override
    public Mono<Void> perform(Task task) {
        return work.apply(task);
    }
}
