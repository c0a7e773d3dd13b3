package io.staithe.publish.generation;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.fault.Contained;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.publish.ArchiveView.Group;
import io.staithe.publish.Place;
import io.staithe.publish.Present;
import io.staithe.publish.Publication.Options;
import io.staithe.publish.PublishFault;
import io.staithe.publish.files.OutsideLinks;
import io.staithe.publish.files.PublishedPaths;
import io.staithe.publish.files.Staged;
import io.staithe.publish.files.Storages;
import io.staithe.queue.Atomically;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * Brings editions out: stage, print, switch in one transaction with the settlement, then let the links follow.
 *
 * <p>A crash at any instant leaves the generation of before or the new one, whole. A loser removes only its own files.
 */
public final class Editions {
    private static final Logger LOG = LoggerFactory.getLogger(Editions.class);
    private static final long MAX_RACES = 20;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Press press;
    private final Atomically atomically;
    private final Storages storages;
    private final Followers followers;
    private final Phases phases;
    private final Scheduler disk;

    /** Editions from a press into these storages. */
    public Editions(
            Press press, Atomically atomically, Storages storages, Followers followers, MeterRegistry registry) {
        this.press = press;
        this.atomically = atomically;
        this.storages = storages;
        this.followers = followers;
        this.phases = new Phases(registry);
        this.disk = followers.effort().disk();
    }

    /** A place for the files of one try, which no other try ever has. */
    static String staging(long publication, Task task) {
        String attempt = task.id() + "-" + task.attempt() + "-"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        return PublishedPaths.staging(publication, attempt);
    }

    /** The same, begun again from the present whenever another was faster. */
    static Mono<Void> untilFirst(Mono<Void> attempt) {
        return attempt.retryWhen(Retry.backoff(MAX_RACES, FIRST_PAUSE)
                .maxBackoff(LONGEST_PAUSE)
                .jitter(0.5)
                .filter(Editions::isOvertaken)
                .onRetryExhaustedThrow((spec, signal) -> signal.failure()));
    }

    /** What a row that lost its race raises. */
    public static Exhausted overtaken(String what) {
        return new Exhausted(PublishFault.OVERTAKEN, what, Duration.ofSeconds(1));
    }

    /**
     * Makes an edition and switches to it.
     *
     * @param change the rows of the switch and the settlement of the task; subscribed to inside the transaction
     */
    Mono<Void> bringOut(Edition edition, Function<Finished, Mono<List<Settlement>>> change) {
        return Mono.usingWhen(
                        blocking(() -> new Attempt(Staged.begin(
                                storages.storage(edition.place().storage()),
                                edition.before().id(),
                                edition.staging()))),
                        attempt -> press.print(edition, attempt.staged(), phases, held(attempt, edition))
                                .doOnNext(finished -> attempt.refuseOlderThan(
                                        followers.effort().longest(), edition))
                                .flatMap(finished -> switched(attempt, finished, change)),
                        attempt -> Mono.empty(),
                        (attempt, failure) -> ended(() -> attempt.fail(failure)),
                        attempt -> ended(attempt::cancel))
                .doOnError(failure -> phases.ended(isOvertaken(failure) ? "overtaken" : "failed"))
                .then(Mono.defer(() -> measured(edition)))
                .then(phases.timed("link", follow(edition.before(), edition.options())));
    }

    /** Refuses a storage that is not configured. */
    void refuseUnknown(Place place) {
        storages.paths(place.storage());
    }

    /** Whether the generation before an edition says what it would say, and is far from its end. */
    Mono<Boolean> isCurrent(Edition edition, Instant now) {
        Present before = edition.before();
        if (edition.overwrites() || edition.changesSources() || Releases.isHalfOver(before, now)) {
            return Mono.just(false);
        }
        return followers
                .history()
                .recipe(before.id(), before.generation())
                .map(recipe -> recipe.equals(press.recipe(
                        edition, storages.storage(before.place().storage()).readers())))
                .defaultIfEmpty(false);
    }

    /** Settles tasks for which there is nothing to bring out. */
    Mono<Void> settle(List<Settlement> settlements) {
        return atomically.settle(Mono.just(settlements)).then();
    }

    /** Notes how long the changes waited that this edition is the first to show; what fails is left out. */
    private Mono<Void> measured(Edition edition) {
        return followers
                .history()
                .lags(edition.before().id(), edition.number())
                .doOnNext(phases::lagged)
                .then()
                .onErrorResume(failure -> Mono.fromRunnable(
                        () -> LOG.debug("event=lag.unknown place={} reason={}", edition.place(), failure.toString())));
    }

    /** Lets outside links follow the database; what fails is logged and mended by the next who follows. */
    Mono<Void> follow(Present before, Options now) {
        Place place = before.place();
        Set<Group> groups = new LinkedHashSet<>(Set.of(Group.of(place)));
        Stream.concat(before.options().terms().aliases().stream(), now.terms().aliases().stream())
                .forEach(alias -> groups.add(new Group(place.storage(), place.prefix(), alias)));
        return followers
                .claims()
                .linkNewest()
                .thenMany(Flux.fromIterable(groups))
                .concatMap(followers.links()::follow)
                .then()
                .onErrorResume(failure -> logged(place, failure));
    }

    /** Files that others share are kept from now on, and there. */
    private Mono<Void> held(Attempt attempt, Edition edition) {
        return Mono.defer(
                        () -> followers.hashed().hold(edition, attempt.staged().hashed()))
                .then(blocking(() -> {
                    attempt.staged().shareAgain();
                    return true;
                }))
                .then(Mono.defer(() -> followers
                        .links()
                        .prepare(
                                edition.place(),
                                names(edition),
                                attempt.staged().staging())));
    }

    private static List<String> names(Edition edition) {
        return Stream.concat(Stream.of(edition.place().distribution()), edition.options().terms().aliases().stream())
                .toList();
    }

    private Mono<Finished> switched(
            Attempt attempt, Finished finished, Function<Finished, Mono<List<Settlement>>> change) {
        return Mono.defer(() -> {
                    attempt.beginSwitch();
                    return phases.timed("switch", atomically.settle(change.apply(finished)));
                })
                .doOnSuccess(settled -> told(finished))
                .thenReturn(finished);
    }

    private void told(Finished finished) {
        Edition edition = finished.edition();
        phases.ended("succeeded");
        LOG.info(
                "event=publish.switched place={} generation={} packages={} released={} task={} attempt={} "
                        + "correlation={}",
                edition.place(),
                edition.number(),
                finished.packages(),
                finished.releasedAt(),
                edition.task().id(),
                edition.task().attempt(),
                edition.task().correlation());
    }

    private <T> Mono<T> blocking(Callable<T> work) {
        return Mono.fromCallable(Contained.work(work)).subscribeOn(disk);
    }

    private Mono<Void> ended(Ending ending) {
        return blocking(() -> {
                    ending.run();
                    return true;
                })
                .then();
    }

    private static boolean isOvertaken(Throwable failure) {
        return failure instanceof Fault fault && fault.code() == PublishFault.OVERTAKEN;
    }

    private static Mono<Void> logged(Place place, Throwable failure) {
        LOG.warn("event=links.failed place={} reason={}", place, failure.toString());
        return Mono.empty();
    }

    /** What goes with a switch. */
    public record Followers(
            PoolClaims claims, OutsideLinks links, GenerationHistory history, HashedFileStore hashed, Effort effort) {}

    /**
     * What a try may take.
     *
     * @param disk where it blocks
     * @param longest how long it may take: half of what sweeping leaves to whoever uses parts of indexes
     */
    public record Effort(Scheduler disk, Duration longest) {}

    private interface Ending {
        void run() throws Exception;
    }
}
