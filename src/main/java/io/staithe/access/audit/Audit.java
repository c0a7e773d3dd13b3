package io.staithe.access.audit;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.access.audit.AuditStore.Line;
import io.staithe.access.audit.AuditStore.Wanted;
import io.staithe.observe.Correlation;
import io.staithe.observe.Meters;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Use cases of the audit. What tasks did is told by the database in the transaction that settles them, and cannot be
 * left out; what is done without a task is told behind it.
 */
public final class Audit {
    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
    private static final int AT_ONCE = 500;
    private static final int PAGE = 500;
    /** So that refused requests do not wait in line for a database that is slow. */
    private static final int MAX_DENIALS = 64;

    private final AuditStore store;
    private final Duration keepFor;
    private final MeterRegistry meters;
    private final Semaphore denials = new Semaphore(MAX_DENIALS);
    private final DenialRate rate;

    /**
     * The audit on a store.
     *
     * @param keepFor how long entries are kept; zero for ever
     * @param nanos a clock that never goes back
     */
    public Audit(AuditStore store, Duration keepFor, MeterRegistry meters, LongSupplier nanos) {
        this.rate = new DenialRate(nanos);
        this.store = store;
        this.keepFor = keepFor;
        this.meters = meters;
    }

    /** Tells that a caller did something that took no task; empty when that is durable. Not to be repeated. */
    public Mono<Void> done(Caller caller, String kind, String title) {
        return Correlation.current()
                .flatMap(correlation -> store.tell(List.of(Act.done(caller, kind, title, correlation))));
    }

    /**
     * Tells that a caller was refused, so far as there is room for it; never fails. While {@value #MAX_DENIALS} others
     * are being told, and beyond ten in a second of one caller or a hundred of all, it is only counted and logged.
     */
    public Mono<Void> denied(Act act) {
        return Mono.defer(() -> {
            if (!rate.hasRoom(act.caller())) {
                return untold(act, "too many in a second");
            }
            if (!denials.tryAcquire()) {
                return untold(act, "too many at once");
            }
            return store.tell(List.of(act))
                    .onErrorResume(failure -> untold(act, failure.toString()))
                    .doFinally(end -> denials.release());
        });
    }

    private Mono<Void> untold(Act act, String reason) {
        Meters.AUDIT_LOST.counter(meters).increment();
        LOG.warn(
                "event=audit.lost caller={} origin={} title={} problem={} reason={}",
                act.caller(),
                act.origin(),
                act.title(),
                act.problem(),
                reason);
        return Mono.empty();
    }

    /** Entries behind a number, in their order, at most so many. Needs {@code admin}. */
    public Mono<List<Line>> page(Caller caller, long after, Wanted wanted, int limit) {
        return caller.required(Need.admin()).then(Mono.defer(() -> store.page(after, wanted, limit)));
    }

    /**
     * All entries behind a number that there are now, in their order, read as they are taken; emitted when the first of
     * them are there. Needs {@code admin}.
     */
    public Mono<Flux<Line>> all(Caller caller, long after, Wanted wanted) {
        return page(caller, after, wanted, PAGE)
                .map(first -> Mono.just(first)
                        .expand(lines -> lines.size() < PAGE
                                ? Mono.empty()
                                : store.page(lines.get(PAGE - 1).number(), wanted, PAGE))
                        .concatMapIterable(lines -> lines, 1));
    }

    /** Chains all that waits for it; empty when nothing does. */
    public Mono<Void> beat() {
        return store.chain(AT_ONCE)
                .doOnNext(chained -> chained.forEach((outcome, acts) ->
                        Meters.AUDITED.counter(meters, "outcome", outcome).increment(acts)))
                .map(chained ->
                        chained.values().stream().mapToLong(Long::longValue).sum())
                .repeat()
                .takeUntil(chained -> chained < AT_ONCE)
                .then();
    }

    /** Forgets what is too old. */
    public Mono<Void> sweep() {
        if (keepFor.isZero()) {
            return Mono.empty();
        }
        return store.sweep(keepFor, AT_ONCE)
                .repeat()
                .takeUntil(gone -> gone < AT_ONCE)
                .then();
    }
}
