package io.staithe.events.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.events.Event;
import io.staithe.events.EventStore;
import io.staithe.events.EventStore.Page;
import io.staithe.events.webhook.WebhookSender.Reply;
import io.staithe.events.webhook.WebhookStore.Failure;
import io.staithe.events.webhook.WebhookStore.Owned;
import io.staithe.events.webhook.WebhookStore.Standing;
import io.staithe.observe.Meters;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Delivers events to webhooks: to each in order and at least once, to several at a time.
 *
 * <p>A webhook is owned for a turn of bounded length. An owner that dies is succeeded when its lease lapses; what it
 * had delivered without saying so is delivered again.
 */
public final class Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final int TURN = 200;
    private static final int GIVEN_UP_AT_ONCE = 1000;
    private static final int SWEPT_AT_ONCE = 1000;
    /** Of a webhook for which there was nothing: else every event that others want would wake it. */
    private static final Duration REST = Duration.ofSeconds(1);

    private static final int LONGEST_DOUBLING = 20;
    private static final Duration LOOK = Duration.ofMillis(20);

    private final WebhookStore store;
    private final EventStore events;
    private final Post post;
    private final Limits limits;
    private final MeterRegistry meters;
    private final AtomicInteger busy = new AtomicInteger();
    private volatile Standing standing = Standing.NONE;
    private volatile boolean closed;

    /** Deliveries of what happened to those who registered. */
    public Deliveries(WebhookStore store, EventStore events, Post post, Limits limits, MeterRegistry meters) {
        this.store = store;
        this.events = events;
        this.post = post;
        this.limits = limits;
        this.meters = meters;
        Meters.DELIVERY_OLDEST_AGE.gauge(meters, () -> standing.oldest().toMillis() / 1000.0);
        Meters.DEAD_LETTERS.gauge(meters, () -> standing.deadLetters());
        Meters.LOST_LETTERS.gauge(meters, () -> standing.lost());
    }

    /** Begins turns of webhooks that are due, as many as there may be at once; completes when they have begun. */
    public Mono<Void> beat() {
        return Mono.defer(() -> {
            int free = limits.parallel() - busy.get();
            return closed || free <= 0
                    ? Mono.empty()
                    : store.claim(free, limits.lease()).doOnNext(this::begin).then();
        });
    }

    private void begin(Owned webhook) {
        busy.incrementAndGet();
        turn(webhook)
                .doFinally(end -> busy.decrementAndGet())
                .subscribe(
                        nothing -> {},
                        failure -> LOG.warn(
                                "event=webhook.interrupted id={} reason={}", webhook.id(), failure.toString()));
    }

    private Mono<Void> turn(Owned webhook) {
        return again(webhook)
                .filter(step -> step == Step.ON)
                .flatMap(on -> delivered(webhook))
                .then();
    }

    /** Dead letters that somebody wants delivered; one that is not taken ends the turn. */
    private Mono<Step> again(Owned webhook) {
        Flux<Event> wanted =
                webhook.wanted() ? store.wanted(webhook, TURN).collectList().flatMapIterable(all -> all) : Flux.empty();
        long begun = System.nanoTime();
        return wanted.concatMap(event -> isLong(begun) ? ended(webhook) : again(webhook, event), 1)
                .filter(step -> step == Step.OVER)
                .next()
                .defaultIfEmpty(Step.ON);
    }

    private Mono<Step> again(Owned webhook, Event event) {
        return unlessClosed(
                webhook,
                sent(webhook, event, 1)
                        .flatMap(reply -> reply.isTaken()
                                ? store.redelivered(webhook, event.number(), limits.lease())
                                        .map(owned -> Step.ON)
                                : store.unwanted(webhook, event.number(), reply.reason())
                                        .map(owned -> Step.OVER)));
    }

    private Mono<Step> delivered(Owned webhook) {
        return events.page(webhook.position(), webhook.filter(), TURN).flatMap(page -> delivered(webhook, page));
    }

    private Mono<Step> delivered(Owned webhook, Page page) {
        if (page.swept() > webhook.position()) {
            LOG.warn(
                    "event=webhook.overtaken id={} position={} forgotten={}",
                    webhook.id(),
                    webhook.position(),
                    page.swept());
        }
        Duration rest = page.events().isEmpty() && !webhook.wanted() ? REST : Duration.ZERO;
        long begun = System.nanoTime();
        return Flux.fromIterable(page.events())
                .index()
                .concatMap(
                        next -> isLong(begun)
                                ? ended(webhook)
                                : delivered(webhook, next.getT2(), next.getT1() == 0 ? webhook.failures() : 0),
                        1)
                .filter(step -> step == Step.OVER)
                .next()
                .switchIfEmpty(
                        Mono.defer(() -> store.passed(webhook, page.end(), rest).thenReturn(Step.OVER)));
    }

    private Mono<Step> delivered(Owned webhook, Event event, int failures) {
        return unlessClosed(
                webhook,
                sent(webhook, event, failures + 1)
                        .flatMap(reply -> reply.isTaken()
                                ? store.taken(webhook, event.number(), limits.lease())
                                        .map(owned -> Step.ON)
                                : failed(webhook, reply.reason(), failures)));
    }

    /** The next step of a turn, which is over where another is the owner since. */
    private Mono<Step> unlessClosed(Owned webhook, Mono<Step> step) {
        return Mono.defer(() -> closed ? ended(webhook) : step).defaultIfEmpty(Step.OVER);
    }

    private Mono<Step> ended(Owned webhook) {
        return store.passed(webhook, webhook.position(), Duration.ZERO).thenReturn(Step.OVER);
    }

    /** Whether an endpoint that takes its time has had enough of it, so that others have their turn. */
    private boolean isLong(long begun) {
        return System.nanoTime() - begun > limits.lease().toNanos();
    }

    /** Gives up all that is too old, in steps, so that it goes faster than events come. */
    private Mono<Step> failed(Owned webhook, String reason, int failures) {
        Failure failure = new Failure(
                reason, failures + 1, pause(failures), limits.giveUpAfter(), GIVEN_UP_AT_ONCE, limits.lease());
        return Mono.defer(() -> store.failed(webhook, failure))
                .expand(dead -> dead < GIVEN_UP_AT_ONCE || closed ? Mono.empty() : store.failed(webhook, failure))
                .doOnNext(dead -> count("dead", dead))
                .reduce(Long::sum)
                .doOnNext(dead -> LOG.info(
                        "event=webhook.failed id={} pause_ms={} dead={} reason={}",
                        webhook.id(),
                        failure.pause().toMillis(),
                        dead,
                        reason))
                .thenReturn(Step.OVER);
    }

    private Mono<Reply> sent(Owned webhook, Event event, int attempt) {
        return post.send(webhook, event, attempt)
                .doOnNext(reply -> count(reply.isTaken() ? "taken" : "failed", 1))
                .doOnNext(reply -> LOG.debug(
                        "event=webhook.sent id={} number={} attempt={} status={}",
                        webhook.id(),
                        event.number(),
                        attempt,
                        reply.status()));
    }

    private void count(String outcome, long by) {
        Meters.DELIVERIES.counter(meters, "outcome", outcome).increment(by);
    }

    /** Twice as long after each failure, give or take a half. */
    private Duration pause(int failures) {
        long doubled = limits.firstPause().toMillis() << Math.min(failures, LONGEST_DOUBLING);
        long bounded = Math.min(doubled, limits.longestPause().toMillis());
        return Duration.ofMillis((long) (bounded * ThreadLocalRandom.current().nextDouble(0.5, 1.5)));
    }

    /** Measures how late webhooks are, and then forgets dead letters that are too old or too many, in steps. */
    public Mono<Void> watch() {
        return Mono.defer(store::standing).doOnNext(now -> standing = now).then(swept());
    }

    private Mono<Void> swept() {
        return Mono.defer(() -> store.sweep(limits.keepDeadFor(), limits.keepDeadCount(), SWEPT_AT_ONCE))
                .repeat()
                .takeUntil(gone -> gone == 0)
                .then();
    }

    /**
     * Begins nothing more, and completes when the letters on their way are answered, or at the latest after this time.
     */
    public Mono<Void> close(Duration patience) {
        return Mono.defer(() -> {
            closed = true;
            return Flux.interval(Duration.ZERO, LOOK)
                    .filter(look -> busy.get() == 0)
                    .next()
                    .timeout(patience, Mono.empty())
                    .then();
        });
    }

    /**
     * What bounds deliveries.
     *
     * @param parallel how many webhooks are told at once
     * @param lease how long an owner may be silent before another takes its webhook; longer than a request may take
     * @param firstPause until the second attempt
     * @param longestPause between attempts
     * @param giveUpAfter the age from which an event that is not taken becomes a dead letter
     * @param keepDeadFor how long dead letters are kept
     * @param keepDeadCount how many of each webhook
     */
    public record Limits(
            int parallel,
            Duration lease,
            Duration firstPause,
            Duration longestPause,
            Duration giveUpAfter,
            Duration keepDeadFor,
            long keepDeadCount) {}

    private enum Step {
        ON,
        OVER
    }
}
