package io.staithe.publish.generation;

import io.staithe.fault.Refused;
import io.staithe.publish.Payloads;
import io.staithe.publish.Present;
import io.staithe.publish.Publication.Options;
import io.staithe.publish.PublicationStore;
import io.staithe.publish.Publications;
import io.staithe.publish.PublishFault;
import io.staithe.publish.Renewal;
import io.staithe.publish.generation.Edition.Pinned;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import io.staithe.queue.TaskHandler;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Publishes what the repositories of a publication hold now.
 *
 * <p>A finished generation is switched to even where newer changes have come meanwhile. Where generations come so fast
 * that the validator of InRelease runs ahead of the clock, an update waits; if the current generation has its content
 * already when the wait is over, through another that waited, it succeeds with that.
 */
public final class UpdateHandler implements TaskHandler {
    private final PublicationStore publications;
    private final GenerationStore store;
    private final Sources sources;
    private final Editions editions;
    private final Clock clock;

    /** Updates through these. */
    public UpdateHandler(
            PublicationStore publications, GenerationStore store, Sources sources, Editions editions, Clock clock) {
        this.publications = publications;
        this.store = store;
        this.sources = sources;
        this.editions = editions;
        this.clock = clock;
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
        return 1;
    }

    @Override
    public Mono<Void> perform(List<Task> tasks) {
        return Flux.fromIterable(tasks)
                .concatMap(task -> Editions.untilFirst(Mono.defer(() -> update(task))))
                .then();
    }

    private Mono<Void> update(Task task) {
        Renewal renewal = Payloads.of(task, Renewal.class);
        return publications
                .living(renewal.publication())
                .switchIfEmpty(Mono.error(() -> unknown(renewal.publication())))
                .flatMap(before -> sources.pinned(task.id(), before.sources())
                        .map(pinned -> edition(task, renewal, before, pinned)))
                .flatMap(this::paced);
    }

    private Mono<Void> paced(Edition edition) {
        Duration pause = Releases.pause(edition.before().lastModified(), clock.instant());
        if (pause.isZero()) {
            return editions.bringOut(edition, next -> store.advance(next).thenReturn(List.of(settlement(next))));
        }
        return store.revisions(edition.before().id(), edition.before().generation())
                .collectList()
                .filter(revisions -> isCurrent(edition, revisions))
                .hasElement()
                .flatMap(current -> current
                        ? editions.settle(List.of(settlement(edition, edition.before())))
                        : Mono.delay(pause).then(Mono.defer(() -> update(edition.task()))));
    }

    private static boolean isCurrent(Edition edition, List<Pinned> revisions) {
        return revisions.equals(edition.sources())
                && edition.options().equals(edition.before().options());
    }

    private static Edition edition(Task task, Renewal renewal, Present before, List<Pinned> pinned) {
        Options options = before.options().with(renewal.change(), renewal.signers());
        return new Edition(
                task,
                before,
                pinned,
                before.architectures(),
                options,
                renewal.change().forceOverwrite(),
                Editions.staging(before.id(), task));
    }

    private static Settlement settlement(Finished next) {
        return settlement(next.edition(), next.edition().after(next));
    }

    private static Settlement settlement(Edition edition, Present now) {
        String cleaned = now.sources().stream()
                .map(source -> "Cleaning up component '" + source.component() + "'...\n")
                .collect(Collectors.joining());
        return Settlement.succeeded(
                edition.task(),
                Payloads.write(now.publication()),
                "Loading packages...\nGenerating metadata files and linking package files...\n"
                        + "Finalizing metadata files...\nCleaning up published repository " + now.place() + "...\n"
                        + cleaned);
    }

    private static Refused unknown(long id) {
        return new Refused(PublishFault.UNKNOWN_PUBLICATION, "there is no publication '" + id + "': it was dropped");
    }
}
