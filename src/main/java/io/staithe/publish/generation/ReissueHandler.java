package io.staithe.publish.generation;

import io.staithe.publish.Payloads;
import io.staithe.publish.Present;
import io.staithe.publish.Present.Origin;
import io.staithe.publish.Publication.Options;
import io.staithe.publish.Publications;
import io.staithe.publish.Reissue;
import io.staithe.publish.generation.Edition.Pinned;
import io.staithe.queue.SingleTaskHandler;
import io.staithe.queue.Task;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Brings out a new generation with the content of a kept one, under the options of now and with a Date of now: to go
 * back, to sign again what would expire, or to mend what lost files.
 *
 * <p>Whoever goes back does not want the next change to undo it: a publication does not publish itself any more after
 * it, and one of snapshots is made of those of then, as far as they are still there.
 */
public final class ReissueHandler implements SingleTaskHandler {
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
    public Mono<Void> perform(Task task) {
        Reissue wanted = Payloads.of(task, Reissue.class);
        Function<Present, Mono<Edition>> plan = before -> edition(task, wanted, before);
        return wanted.isMending()
                ? updates.anew(wanted.publication(), List.of(task), plan)
                : updates.next(wanted.publication(), List.of(task), plan);
    }

    private Mono<Edition> edition(Task task, Reissue wanted, Present before) {
        return wanted.isRollback()
                ? sources.pinned(task.id(), before.id(), wanted.generation())
                        .flatMap(pinned -> back(task, before, pinned))
                : sources.pinned(task.id(), before.id(), before.generation())
                        .map(pinned -> edition(task, before, pinned, before.options(), null));
    }

    private Mono<Edition> back(Task task, Present before, List<Pinned> pinned) {
        Options options = before.options().byHand();
        return sources.named(task.id(), before.kind(), pinned)
                .map(origins -> edition(task, before, pinned, options, origins))
                .switchIfEmpty(Mono.fromCallable(() -> edition(task, before, pinned, options, null)));
    }

    private static Edition edition(
            Task task, Present before, List<Pinned> pinned, Options options, @Nullable List<Origin> origins) {
        return new Edition(
                task,
                before,
                origins,
                pinned,
                before.architectures(),
                options,
                false,
                Editions.staging(before.id(), task));
    }
}
