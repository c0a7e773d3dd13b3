package io.staithe.publish.generation;

import io.staithe.fault.Refused;
import io.staithe.publish.Payloads;
import io.staithe.publish.Present;
import io.staithe.publish.Publications;
import io.staithe.publish.PublishFault;
import io.staithe.publish.Removal;
import io.staithe.queue.Atomically;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import io.staithe.queue.TaskHandler;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Takes publications down: a tombstone, then the outside links. Files are swept later, where nobody uses them. */
public final class DropHandler implements TaskHandler {
    private final GenerationStore store;
    private final Atomically atomically;
    private final Editions editions;

    /** Drops through these. */
    public DropHandler(GenerationStore store, Atomically atomically, Editions editions) {
        this.store = store;
        this.atomically = atomically;
        this.editions = editions;
    }

    @Override
    public String kind() {
        return Publications.DROP;
    }

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
        return Flux.fromIterable(tasks).concatMap(this::drop).then();
    }

    private Mono<Void> drop(Task task) {
        Removal removal = Payloads.of(task, Removal.class);
        AtomicReference<Present> dropped = new AtomicReference<>();
        return atomically
                .settle(store.drop(removal.publication())
                        .switchIfEmpty(Mono.error(() -> unknown(removal.publication())))
                        .doOnNext(dropped::set)
                        .map(gone -> List.of(settlement(task, gone))))
                .then(Mono.defer(
                        () -> editions.follow(dropped.get(), dropped.get().options())));
    }

    private static Settlement settlement(Task task, Present gone) {
        String dists = gone.place().prefix() + "/dists/" + gone.place().distribution();
        return Settlement.succeeded(task, null, "Removing " + dists + "...\n");
    }

    private static Refused unknown(long id) {
        return new Refused(PublishFault.UNKNOWN_PUBLICATION, "there is no publication '" + id + "': it was dropped");
    }
}
