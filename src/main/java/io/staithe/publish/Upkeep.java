package io.staithe.publish;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.access.Caller;
import io.staithe.observe.Meters;
import io.staithe.publish.UpkeepStore.Behind;
import io.staithe.queue.Outcome;
import io.staithe.queue.Task;
import io.staithe.queue.Tasks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Generations that nobody asks for: of publications that publish themselves, of those whose Release file would expire,
 * and of those that lost a file.
 *
 * <p>What has to be done is the database's word, so that a change is shown whoever made it and whoever dies; several
 * instances may see the same and ask twice, which one generation answers. A publication that cannot be published is
 * tried again ever more slowly. Safe for use by several threads.
 */
public final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final Caller CALLER = Caller.trusted("staithe");
    private static final Duration FIRST_HOLD = Duration.ofSeconds(1);
    private static final Duration FIRST_MEND_HOLD = Duration.ofSeconds(10);
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(5);
    private static final Duration IDLE = Duration.ofHours(1);
    private static final int AT_ONCE = 256;

    private final UpkeepStore store;
    private final Publications publications;
    private final Tasks tasks;
    private final Clock clock;
    private final Map<Long, Hold> holds = new ConcurrentHashMap<>();
    private final Map<Long, Hold> mends = new ConcurrentHashMap<>();
    private final Set<Long> asked = ConcurrentHashMap.newKeySet();
    private volatile double oldestSeconds;
    private volatile double validitySeconds = Double.NaN;

    /** Upkeep of these publications. */
    public Upkeep(UpkeepStore store, Publications publications, Tasks tasks, Clock clock) {
        this.store = store;
        this.publications = publications;
        this.tasks = tasks;
        this.clock = clock;
    }

    /** Shows the age of what is not shown yet, and how long everything stays valid. */
    public void measure(MeterRegistry registry) {
        Meters.PUBLISH_BEHIND.gauge(registry, () -> oldestSeconds);
        Meters.PUBLISH_VALIDITY.gauge(registry, () -> validitySeconds);
    }

    /**
     * What publishes itself and is due now, and when to look again at the latest. Of many at once some are told, the
     * others when those have ended.
     */
    public Mono<Look> look() {
        return store.behind().collectList().map(this::look);
    }

    /**
     * Lets a publication publish itself; completes when that has ended, however. Whatever its sources hold then is
     * shown, so it waits for nothing that is only accepted.
     */
    public Mono<Void> publish(long publication) {
        return Mono.fromCallable(() -> asked.add(publication))
                .filter(first -> first)
                .flatMap(first -> published(publication)
                        .doOnTerminate(() -> asked.remove(publication))
                        .doOnCancel(() -> asked.remove(publication)));
    }

    private Mono<Void> published(long publication) {
        return publications
                .publishItself(CALLER, publication)
                .flatMap(task -> tasks.await(task.id()))
                .doOnNext(task -> ended(publication, task))
                .then()
                .onErrorResume(failure -> Mono.fromRunnable(() -> failed(publication, failure)));
    }

    /** Signs again what has lived half of its time; completes when the tasks are accepted. */
    public Mono<Void> renew() {
        return store.expiring()
                .concatMap(publication -> publications
                        .reissue(CALLER, Reissue.signing(publication))
                        .onErrorResume(failure -> Mono.fromRunnable(() -> failed(publication, failure))))
                .then(store.validity().map(left -> left.toMillis() / 1000.0).defaultIfEmpty(Double.NaN))
                .doOnNext(seconds -> validitySeconds = seconds)
                .then();
    }

    /**
     * Has the current generation brought out again, as a file of it was found gone or cut off; completes when that is
     * accepted, or at once where it was asked a while ago. What a new generation did not mend is tried again ever more
     * slowly.
     */
    public Mono<Void> mend(long publication, String file) {
        return Mono.fromCallable(() -> isFirst(publication))
                .filter(first -> first)
                .doOnNext(first -> LOG.error("event=archive.file.lost publication={} file={}", publication, file))
                .flatMap(first -> publications.reissue(CALLER, Reissue.mending(publication)))
                .onErrorResume(failure -> Mono.fromRunnable(() -> LOG.warn(
                        "event=archive.file.unmended publication={} reason={}", publication, failure.toString())))
                .then();
    }

    private boolean isFirst(long publication) {
        Instant now = clock.instant();
        mends.values().removeIf(hold -> hold.until().plus(LONGEST_HOLD).isBefore(now));
        AtomicBoolean isFirst = new AtomicBoolean();
        mends.compute(publication, (id, hold) -> {
            isFirst.set(hold == null || !hold.until().isAfter(now));
            return hold == null || isFirst.get() ? Hold.after(hold, FIRST_MEND_HOLD, now) : hold;
        });
        return isFirst.get();
    }

    private Look look(List<Behind> behind) {
        Instant now = clock.instant();
        oldestSeconds = behind.stream()
                        .mapToLong(each -> each.sinceFirst().toMillis())
                        .max()
                        .orElse(0)
                / 1000.0;
        holds.values().removeIf(hold -> hold.until().plus(LONGEST_HOLD).isBefore(now));
        List<Behind> idle = behind.stream()
                .filter(each -> !each.underWay() && !asked.contains(each.publication()))
                .toList();
        List<Long> due = idle.stream()
                .filter(each -> dueIn(each, now).isZero())
                .map(Behind::publication)
                .limit(Math.max(0, AT_ONCE - asked.size()))
                .toList();
        Duration next = idle.stream()
                .map(each -> dueIn(each, now))
                .filter(wait -> !wait.isZero())
                .min(Duration::compareTo)
                .orElse(IDLE);
        return new Look(due, next);
    }

    private Duration dueIn(Behind behind, Instant now) {
        Hold hold = holds.get(behind.publication());
        Duration due = behind.dueIn();
        if (hold == null || !hold.until().isAfter(now)) {
            return due;
        }
        Duration held = Duration.between(now, hold.until());
        return held.compareTo(due) > 0 ? held : due;
    }

    private void ended(long publication, Task task) {
        Outcome outcome = task.outcome();
        if (outcome != null && outcome.fold(succeeded -> true, failed -> false)) {
            holds.remove(publication);
        } else {
            hold(publication);
        }
    }

    private void failed(long publication, Throwable failure) {
        LOG.warn("event=upkeep.failed publication={} reason={}", publication, failure.toString());
        hold(publication);
    }

    private void hold(long publication) {
        holds.compute(publication, (id, hold) -> Hold.after(hold, FIRST_HOLD, clock.instant()));
    }

    /**
     * What a look found.
     *
     * @param due the publications that are to publish themselves now
     * @param next when the next one may be due, if nothing changes
     */
    public record Look(List<Long> due, Duration next) {
        /** Copies the list. */
        public Look {
            due = List.copyOf(due);
        }
    }

    /** Until when a publication that failed is left alone, and for how long that was. */
    private record Hold(Instant until, Duration length) {
        static Hold after(@Nullable Hold before, Duration first, Instant now) {
            Duration length = before == null ? first : before.length().multipliedBy(2);
            Duration bounded = length.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : length;
            return new Hold(now.plus(bounded), bounded);
        }
    }
}
