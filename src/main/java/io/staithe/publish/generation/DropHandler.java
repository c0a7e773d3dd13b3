package io.staithe.publish.generation;

import io.staithe.publish.Payloads;
import io.staithe.publish.Present;
import io.staithe.publish.Publications;
import io.staithe.publish.PublishFault;
import io.staithe.publish.Removal;
import io.staithe.queue.Atomically;
import io.staithe.queue.Settlement;
import io.staithe.queue.SingleTaskHandler;
import io.staithe.queue.Task;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Takes publications down: a tombstone, then the outside links. What nobody uses then is deleted. */
public final class DropHandler implements SingleTaskHandler {
    private static final Logger LOG = LoggerFactory.getLogger(DropHandler.class);

    private final GenerationStore store;
    private final Atomically atomically;
    private final Editions editions;
    private final Cleaning cleaning;

    /** Drops through these. */
    public DropHandler(GenerationStore store, Atomically atomically, Editions editions, Cleaning cleaning) {
        this.store = store;
        this.atomically = atomically;
        this.editions = editions;
        this.cleaning = cleaning;
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
    public Mono<Void> perform(Task task) {
        Removal removal = Payloads.of(task, Removal.class);
        AtomicReference<Present> dropped = new AtomicReference<>();
        return atomically
                .settle(store.drop(removal, task)
                        .switchIfEmpty(Mono.error(() -> PublishFault.dropped(removal.publication())))
                        .doOnNext(dropped::set)
                        .map(gone -> List.of(settlement(task, gone))))
                .then(Mono.defer(
                        () -> editions.follow(dropped.get(), dropped.get().options())))
                .then(Mono.defer(() -> cleaning.afterDrop().onErrorResume(failure -> unclean(dropped.get(), failure))));
    }

    private static Settlement settlement(Task task, Present gone) {
        String dists = gone.place().prefix() + "/dists/" + gone.place().distribution();
        return Settlement.succeeded(task, null, "Removing " + dists + "...\n");
    }

    /** What was not deleted now is swept later. */
    private static Mono<Void> unclean(Present gone, Throwable failure) {
        LOG.warn("event=publish.drop.unclean place={} reason={}", gone.place(), failure.toString());
        return Mono.empty();
    }

    /** Deletes what dropped publications left behind, unless they were to leave it. */
    public interface Cleaning {
        /** Completes when it is done. Repeatable. */
        Mono<Void> afterDrop();
    }
}
