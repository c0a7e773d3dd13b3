package io.staithe.publish.generation;

import io.staithe.publish.Payloads;
import io.staithe.publish.Present;
import io.staithe.publish.Publication.Options;
import io.staithe.publish.Publications;
import io.staithe.publish.Reissue;
import io.staithe.queue.Task;
import io.staithe.queue.TaskHandler;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Brings out a new generation with the content of a kept one, under the options of now and with a Date of now: to go
 * back, or to sign again what would expire.
 *
 * <p>Whoever goes back does not want the next change to undo it, so that a publication does not publish itself any more
 * after it.
 */
public final class ReissueHandler implements TaskHandler {
    private final Updates updates;
    private final Sources sources;

    /** Generations anew, from what they showed of these sources. */
    public ReissueHandler(Updates updates, Sources sources) {
        this.updates = updates;
        this.sources = sources;
    }

    @Override
    public String kind() {
        return Publications.REISSUE;
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
        return Flux.fromIterable(tasks).concatMap(this::reissue).then();
    }

    private Mono<Void> reissue(Task task) {
        Reissue wanted = Payloads.of(task, Reissue.class);
        return updates.next(wanted.publication(), List.of(task), before -> edition(task, wanted, before));
    }

    private Mono<Edition> edition(Task task, Reissue wanted, Present before) {
        long generation = wanted.isRollback() ? wanted.generation() : before.generation();
        Options options = wanted.isRollback() ? before.options().byHand() : before.options();
        return sources.pinned(task.id(), before.id(), generation)
                .map(pinned -> new Edition(
                        task,
                        before,
                        null,
                        pinned,
                        before.architectures(),
                        options,
                        false,
                        Editions.staging(before.id(), task)));
    }
}
