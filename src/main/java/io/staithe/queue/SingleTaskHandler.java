package io.staithe.queue;

import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A handler that takes no batches: one task after the other. */
public interface SingleTaskHandler extends TaskHandler {
    /** Performs a task; completes when it is settled. May run again after a crash, as {@link #perform(List)} may. */
    Mono<Void> perform(Task task);

    @Override
    default int batch() {
        return 1;
    }

    @Override
    default Mono<Void> perform(List<Task> tasks) {
        return Flux.fromIterable(tasks).concatMap(this::perform).then();
    }
}
