package io.staithe.publish.generation;

import io.staithe.publish.Payloads;
import io.staithe.publish.Present;
import io.staithe.publish.PublicationStore;
import io.staithe.publish.PublishFault;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/**
 * The next generation of a publication that is there.
 *
 * <p>Where the current one says already what it would say, that one is the answer. A finished generation is switched to
 * even where newer changes have come meanwhile. Where generations come so fast that the validator of InRelease runs
 * ahead of the clock, it waits, and looks again when the wait is over.
 */
public final class Updates {
    private final PublicationStore publications;
    private final GenerationStore store;
    private final Aliases aliases;
    private final Editions editions;
    private final Clock clock;

    /** Next generations of these publications. */
    public Updates(PublicationStore publications, GenerationStore store, Editions editions, Clock clock) {
        this.publications = publications;
        this.store = store;
        this.aliases = new Aliases(store);
        this.editions = editions;
        this.clock = clock;
    }

    /**
     * Settles the tasks with the next generation, or with the current one where it is the same.
     *
     * @param plan makes the edition out of what the publication is now; asked again after every lost race and wait
     */
    Mono<Void> next(long publication, List<Task> tasks, Function<Present, Mono<Edition>> plan) {
        return next(publication, tasks, plan, edition -> editions.isCurrent(edition, clock.instant()));
    }

    /** The same with a generation of its own, also where the current one is the same. */
    Mono<Void> anew(long publication, List<Task> tasks, Function<Present, Mono<Edition>> plan) {
        return next(publication, tasks, plan, edition -> Mono.just(false));
    }

    private Mono<Void> next(
            long publication,
            List<Task> tasks,
            Function<Present, Mono<Edition>> plan,
            Function<Edition, Mono<Boolean>> isCurrent) {
        return Editions.untilFirst(Mono.defer(() -> once(publication, tasks, plan, isCurrent)));
    }

    private Mono<Void> once(
            long publication,
            List<Task> tasks,
            Function<Present, Mono<Edition>> plan,
            Function<Edition, Mono<Boolean>> isCurrent) {
        return publications
                .living(publication)
                .switchIfEmpty(Mono.error(() -> PublishFault.dropped(publication)))
                .flatMap(plan)
                .flatMap(edition ->
                        isCurrent.apply(edition).flatMap(same -> same ? settled(edition, tasks) : made(edition, tasks)))
                .repeatWhenEmpty(Integer.MAX_VALUE, rounds -> rounds)
                .then();
    }

    private Mono<Edition> settled(Edition edition, List<Task> tasks) {
        return editions.settle(settlements(tasks, edition.before())).thenReturn(edition);
    }

    /** Empty where it had to wait: what was read before is old then. */
    private Mono<Edition> made(Edition edition, List<Task> tasks) {
        Duration pause = Releases.pause(edition.before().lastModified(), clock.instant());
        if (!pause.isZero()) {
            return Mono.delay(pause).then(Mono.empty());
        }
        return editions.bringOut(
                        edition,
                        next -> aliases.taken(edition)
                                .then(Mono.defer(() -> store.advance(next)))
                                .thenReturn(settlements(tasks, next.edition().after(next))))
                .thenReturn(edition);
    }

    private static List<Settlement> settlements(List<Task> tasks, Present now) {
        return tasks.stream().map(task -> settlement(task, now)).toList();
    }

    private static Settlement settlement(Task task, Present now) {
        String cleaned = now.sources().stream()
                .map(source -> "Cleaning up component '" + source.component() + "'...\n")
                .collect(Collectors.joining());
        return Settlement.succeeded(
                task,
                Payloads.write(now.publication()),
                "Loading packages...\nGenerating metadata files and linking package files...\n"
                        + "Finalizing metadata files...\nCleaning up published repository " + now.place() + "...\n"
                        + cleaned);
    }
}
