package io.staithe.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.events.EventStore.Page;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.observe.Meters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Use cases of the feed: to number what happened, and to follow it.
 *
 * <p>Who follows at the head shares with all others of this instance one look at the database and the events that it
 * finds; who is behind reads pages of his own, as fast as he takes them. Nobody holds a connection while he waits.
 */
public final class Feed {
    private static final int NUMBERED_AT_ONCE = 1000;
    private static final int PAGE = 200;
    /** Heartbeats; a client that works long on what it has is given time. */
    private static final int LONGEST_STALL = 20;

    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Sinks.EmitFailureHandler PATIENTLY =
            Sinks.EmitFailureHandler.busyLooping(Duration.ofSeconds(1));

    private final EventStore store;
    private final Limits limits;
    private final MeterRegistry meters;
    private final Counter streamed;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<String, Integer> openOfCaller = new ConcurrentHashMap<>();
    /** The newest of this instance; nothing before somebody follows. */
    private final Sinks.Many<Recent> news = Sinks.many().replay().latest();
    /** Written by {@link #beat} alone, which never runs twice at a time. */
    private volatile @Nullable Recent recent;

    private volatile boolean closed;

    /** A feed of a store. */
    public Feed(EventStore store, Limits limits, MeterRegistry meters) {
        this.store = store;
        this.limits = limits;
        this.meters = meters;
        this.streamed = Meters.EVENTS_STREAMED.counter(meters);
        Meters.EVENT_STREAMS.gauge(meters, open::get);
    }

    /**
     * Numbers what waits for it, and tells those who follow. To be repeated often, never twice at a time.
     *
     * <p>A cancel leaves every event numbered or waiting.
     */
    public Mono<Void> beat() {
        return Mono.defer(() -> store.number(NUMBERED_AT_ONCE))
                .map(this::counted)
                .delayUntil(count -> open.get() == 0 ? forgotten() : read())
                .repeat()
                .takeUntil(count -> count < NUMBERED_AT_ONCE)
                .then();
    }

    private long counted(Map<String, Long> numbered) {
        numbered.forEach(
                (type, count) -> Meters.EVENTS.counter(meters, "type", type).increment(count));
        return numbered.values().stream().mapToLong(Long::longValue).sum();
    }

    private Mono<Void> forgotten() {
        return Mono.fromRunnable(() -> recent = null);
    }

    private Mono<Void> read() {
        Recent known = recent;
        return known == null
                ? store.page(Long.MAX_VALUE, Filter.ALL, 1)
                        .doOnNext(page -> tell(Recent.at(page.head())))
                        .then()
                : continued(known);
    }

    private Mono<Void> continued(Recent known) {
        AtomicReference<Recent> last = new AtomicReference<>(known);
        return Mono.defer(() -> store.page(last.get().head(), Filter.ALL, PAGE))
                .doOnNext(page -> tell(last.updateAndGet(before -> before.with(page))))
                .repeat()
                .takeUntil(Page::isLast)
                .then();
    }

    private void tell(Recent now) {
        Recent before = recent;
        recent = now;
        if (!closed && (before == null || before.head() != now.head())) {
            news.emitNext(now, PATIENTLY);
        }
    }

    /**
     * Emits one flow of all events after the one of a number, or of those from now on, that a filter wants, in their
     * order and without an end, with a {@link Told} that tells nothing now and then.
     *
     * <p>What the caller may not read is not told. {@code EVENTS_GONE} where some of those were forgotten, or there is
     * no such number yet, as after a restore; {@code TOO_MANY_STREAMS}, {@code TOO_MANY_OF_CALLER}. The flow ends when
     * it is as old as it may be, so that nobody is told things for long who may not have them any more, when the server
     * stops, when the database is lost, when nothing was taken for 20 heartbeats, and when what it has to read next was
     * forgotten: whoever comes again is told. It may be subscribed to once, takes what is asked for, and leaves nothing
     * when cancelled.
     */
    public Mono<Flux<Told>> follow(Caller caller, @Nullable Long after, Filter filter) {
        return Mono.defer(() -> {
            refuseCrowd(caller);
            long seen = after == null ? Long.MAX_VALUE : after;
            return store.page(seen, Filter.ALL, 1).map(page -> {
                refuseCrowd(caller);
                return stream(new Cursor(start(after, page), filter, caller));
            });
        });
    }

    /** On a server without access control all are one caller, who is admin. */
    private void refuseCrowd(Caller caller) {
        if (closed || open.get() >= limits.streams()) {
            String reason = closed
                    ? "this server is stopping"
                    : limits.streams()
                            + " clients follow the events already, which is the limit (staithe.events.streams)";
            throw new Exhausted(EventFault.TOO_MANY_STREAMS, reason, RETRY);
        }
        int own = openOfCaller.getOrDefault(caller.name(), 0);
        if (own >= limits.streamsPerCaller() && !caller.may(Need.admin())) {
            throw new Exhausted(
                    EventFault.TOO_MANY_OF_CALLER,
                    "'" + Fault.bounded(caller.name()) + "' has " + own
                            + " streams of events, which is the limit for one caller (staithe.events.streams-per-caller)",
                    RETRY);
        }
    }

    private static long start(@Nullable Long after, Page page) {
        if (after == null) {
            return page.head();
        }
        if (after < page.swept() || after > page.head()) {
            throw new Refused(
                    EventFault.EVENTS_GONE,
                    "the events after " + after + " are not known here: those up to " + page.swept()
                            + " were forgotten, the newest is " + page.head()
                            + ". Look at what there is now, then follow from " + page.head());
        }
        return after;
    }

    private Flux<Told> stream(Cursor cursor) {
        return Flux.defer(() -> {
            open.incrementAndGet();
            openOfCaller.merge(cursor.caller.name(), 1, Integer::sum);
            return Flux.just(Told.nothing(cursor.at))
                    .concatWith(Flux.defer(() -> step(cursor)).repeat(() -> !closed && !cursor.lost))
                    .doOnNext(told -> cursor.told())
                    .takeUntilOther(Flux.firstWithSignal(
                            news.asFlux().ignoreElements(), stalled(cursor), Mono.delay(limits.longest())))
                    .onErrorComplete(Fault::isShortage)
                    .doFinally(end -> ended(cursor));
        });
    }

    private void ended(Cursor cursor) {
        open.decrementAndGet();
        openOfCaller.computeIfPresent(cursor.caller.name(), (name, own) -> own == 1 ? null : own - 1);
    }

    /** Signals when a reader takes nothing: one who does is told at least that there is nothing, again and again. */
    private Flux<Recent> stalled(Cursor cursor) {
        return Flux.interval(limits.heartbeat())
                .onBackpressureDrop()
                .filter(tick -> System.nanoTime() - cursor.toldAt
                        > LONGEST_STALL * limits.heartbeat().toNanos())
                .next()
                .flatMapMany(tick -> Flux.empty());
    }

    /** What there is; where there is nothing for this reader, one that tells nothing after a while. */
    private Flux<Told> step(Cursor cursor) {
        Recent known = recent;
        if (known != null && known.follows(cursor.at)) {
            return known.head() == cursor.at ? awaited(cursor) : told(cursor, known);
        }
        return store.page(cursor.at, cursor.filter, PAGE).flatMapMany(page -> told(cursor, page));
    }

    private Flux<Told> told(Cursor cursor, Recent known) {
        return told(cursor, known.after(cursor.at, cursor.filter), known.head());
    }

    private Flux<Told> told(Cursor cursor, Page page) {
        if (page.swept() > cursor.at) {
            cursor.lost = true;
            return Flux.empty();
        }
        Flux<Told> told = told(cursor, page.events(), page.end());
        return page.isLast() ? told.concatWith(Flux.defer(() -> awaited(cursor))) : told;
    }

    private Flux<Told> told(Cursor cursor, List<Event> all, long end) {
        List<Event> events =
                all.stream().filter(event -> Readers.may(cursor.caller, event)).toList();
        cursor.at = end;
        if (events.isEmpty() && rest(cursor).isZero()) {
            return Flux.just(Told.nothing(end));
        }
        return Flux.fromIterable(events).map(Told::of).doOnNext(told -> streamed.increment());
    }

    private Flux<Told> awaited(Cursor cursor) {
        return news.asFlux()
                .filter(now -> now.head() > cursor.at)
                .next()
                .then(Mono.<Told>empty())
                .timeout(rest(cursor), Mono.just(Told.nothing(cursor.at)))
                .flux();
    }

    /** How much longer a reader may hear nothing, whatever others are told meanwhile; zero where it was too long. */
    private Duration rest(Cursor cursor) {
        Duration rest = limits.heartbeat().minusNanos(System.nanoTime() - cursor.toldAt);
        return rest.isNegative() ? Duration.ZERO : rest;
    }

    /** Forgets what is too old or too many, in steps. */
    public Mono<Void> sweep() {
        return Mono.defer(() -> store.sweep(limits.keepFor(), limits.keepCount(), NUMBERED_AT_ONCE))
                .repeat()
                .takeUntil(swept -> swept == 0)
                .then();
    }

    /** Ends all streams: a server that stops has not to wait for those who follow. */
    public void close() {
        closed = true;
        news.emitComplete(PATIENTLY);
    }

    /**
     * What bounds a feed.
     *
     * @param streams how many may follow at once
     * @param streamsPerCaller how many of one caller who is not admin
     * @param longest after how long a stream ends
     * @param heartbeat after how long of nothing one that tells nothing is emitted
     * @param keepFor how long events are kept
     * @param keepCount how many of them
     */
    public record Limits(
            int streams,
            int streamsPerCaller,
            Duration longest,
            Duration heartbeat,
            Duration keepFor,
            long keepCount) {}

    /**
     * An event, or only how far the feed was looked through.
     *
     * @param number where to go on
     * @param event null where there is none to tell
     */
    public record Told(long number, @Nullable Event event) {
        static Told of(Event event) {
            return new Told(event.number(), event);
        }

        static Told nothing(long number) {
            return new Told(number, null);
        }
    }

    /** Where a reader is; of one stream, whose signals are never concurrent. */
    private static final class Cursor {
        private final Filter filter;
        private final Caller caller;
        private volatile long at;
        private volatile boolean lost;
        private volatile long toldAt = System.nanoTime();

        Cursor(long at, Filter filter, Caller caller) {
            this.at = at;
            this.filter = filter;
            this.caller = caller;
        }

        void told() {
            toldAt = System.nanoTime();
        }
    }
}
