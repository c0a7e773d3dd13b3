package io.staithe.publish.generation;

import io.staithe.publish.Payloads;
import io.staithe.publish.Present;
import io.staithe.publish.Publication.Options;
import io.staithe.publish.Publications;
import io.staithe.publish.Renewal;
import io.staithe.queue.Task;
import io.staithe.queue.TaskHandler;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Publishes what the sources of a publication hold now, or other sources where it is switched or changes are pending;
 * updates that come together are answered by one generation.
 */
public final class UpdateHandler implements TaskHandler {
    private static final int BATCH = 100;

    private final Updates updates;
    private final Sources sources;

    /** Updates from these sources. */
    public UpdateHandler(Updates updates, Sources sources) {
        this.updates = updates;
        this.sources = sources;
    }

    @Override
    public String kind() {
        return Publications.UPDATE;
    }

    @Override
    public int version() {
        return Payloads.VERSION;
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    public Mono<Void> perform(List<Task> tasks) {
        return Flux.fromIterable(Together.of(tasks))
                .concatMap(group ->
                        updates.next(group.renewal().publication(), group.tasks(), before -> edition(group, before)))
                .then();
    }

    private Mono<Edition> edition(Together group, Present before) {
        Task task = group.first();
        Renewal renewal = group.renewal();
        Options options = before.options().with(renewal.change(), renewal.signers());
        return sources.next(before, renewal.switched())
                .flatMap(origins -> sources.pinned(task.id(), before.kind(), origins)
                        .map(pinned -> new Edition(
                                task,
                                before,
                                origins,
                                pinned,
                                before.architectures(),
                                options,
                                renewal.change().forceOverwrite(),
                                Editions.staging(before.id(), task))));
    }
}
