package io.staithe.library.task;

import io.micrometer.core.instrument.Counter;
import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.Ledger;
import io.staithe.catalog.Ledger.Opened;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.library.task.Payloads.Target;
import io.staithe.queue.Atomically;
import io.staithe.queue.Decided;
import io.staithe.queue.Settlement;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * The one way to change a repository: a transaction that begins by proving the revision it expects.
 *
 * <p>A lost race is run again from a fresh revision; after some of them the row lock is taken, and whoever holds it
 * wins. So contention delays a change and never fails it, with or without lanes in front.
 */
public final class RepositoryChanges {
    private final Ledger ledger;
    private final Atomically atomically;
    private final Counter lostRaces;
    private final int races;

    /**
     * Changes under a ledger.
     *
     * @param lostRaces counts the conditional updates that met another revision
     * @param races how many races may be lost before the row lock is taken
     */
    public RepositoryChanges(Ledger ledger, Atomically atomically, Counter lostRaces, int races) {
        this.ledger = ledger;
        this.atomically = atomically;
        this.lostRaces = lostRaces;
        this.races = races;
    }

    /**
     * Changes a repository and settles tasks, in one transaction. {@code UNKNOWN_REPOSITORY} where it was dropped.
     *
     * @param change reads what decides it, writes, ends with {@link Ledger#close}, and emits the settlements; may be
     *     applied more than once, of which one takes effect
     */
    public Mono<Void> change(Target target, Function<Opened, Mono<List<Settlement>>> change) {
        return changeAll(List.of(target), opened -> change.apply(opened.get(0)));
    }

    /**
     * Changes several repositories and settles tasks, in one transaction; the repositories are opened in the order of
     * their rows, so that two of these cannot wait for each other. {@code UNKNOWN_REPOSITORY} where one was dropped.
     *
     * @param targets distinct, in the order of their rows; may be empty
     * @param change gets them in that order; else as in {@link #change}
     */
    public Mono<Void> changeAll(List<Target> targets, Function<List<Opened>, Mono<List<Settlement>>> change) {
        return run(targets, opening -> opening.flatMap(change).map(Decided::written));
    }

    /**
     * Changes a repository as {@link #change(Target, Function)} does, with fewer waits for the database: what decides
     * it is read along with the opening, after its lock, and the settlements are sent along with what is written.
     *
     * @param reads one value; may be subscribed to more than once
     * @param decide what that comes to in the opened repository, which may read more; its writes end with
     *     {@link Ledger#close}
     */
    public <R> Mono<Void> change(Target target, Mono<R> reads, BiFunction<Opened, R, Mono<Decided>> decide) {
        return run(
                List.of(target),
                opening -> Mono.zipDelayError(opening, reads)
                        .flatMap(found -> decide.apply(found.getT1().get(0), found.getT2())));
    }

    private Mono<Void> run(List<Target> targets, Function<Mono<List<Opened>>, Mono<Decided>> change) {
        return Mono.defer(() -> race(targets, change))
                .retryWhen(Retry.max(races)
                        .filter(RepositoryChanges::isStale)
                        .doBeforeRetry(signal -> lostRaces.increment())
                        .onRetryExhaustedThrow((spec, signal) -> signal.failure()))
                .onErrorResume(RepositoryChanges::isStale, lost -> locked(targets, change))
                .then();
    }

    private Mono<List<Settlement>> race(List<Target> targets, Function<Mono<List<Opened>>, Mono<Decided>> change) {
        return Flux.fromIterable(targets)
                .concatMap(this::expected)
                .collectList()
                .flatMap(revisions -> atomically.settleAlong(change.apply(Flux.fromIterable(targets)
                        .zipWithIterable(revisions)
                        .concatMap(pair -> open(pair.getT1(), pair.getT2()))
                        .collectList())));
    }

    private Mono<Long> expected(Target target) {
        return ledger.expected(target.repository()).switchIfEmpty(Mono.error(() -> unknown(target.name())));
    }

    private Mono<Opened> lockAndOpen(Target target) {
        return ledger.lock(target.repository())
                .switchIfEmpty(Mono.error(() -> unknown(target.name())))
                .flatMap(held -> open(target, held));
    }

    private Mono<List<Settlement>> locked(List<Target> targets, Function<Mono<List<Opened>>, Mono<Decided>> change) {
        lostRaces.increment();
        return atomically.settleAlong(change.apply(
                Flux.fromIterable(targets).concatMap(this::lockAndOpen).collectList()));
    }

    private Mono<Opened> open(Target target, long expected) {
        return ledger.open(target.repository(), expected)
                .switchIfEmpty(Mono.error(() -> new Refused(
                        CatalogFault.STALE_REVISION,
                        "repository '" + Fault.bounded(target.name()) + "' is not at revision " + expected)));
    }

    private static boolean isStale(Throwable failure) {
        return failure instanceof Fault fault && fault.code() == CatalogFault.STALE_REVISION;
    }

    /**
     * The refusal of other bytes in the place of a package.
     *
     * @param present the SHA-256 of what is there
     * @param came that of what was to be added
     */
    public static Refused differs(String identity, String present, String came) {
        return new Refused(
                CatalogFault.PACKAGE_DIFFERS,
                "other bytes are there as " + identity + ": SHA-256 " + present + " is there, " + came
                        + " came; replace=true takes the new ones");
    }

    /** The refusal of a repository that is not there. */
    public static Refused unknown(String name) {
        return new Refused(
                CatalogFault.UNKNOWN_REPOSITORY, "local repo with name " + Fault.bounded(name) + " not found");
    }
}
