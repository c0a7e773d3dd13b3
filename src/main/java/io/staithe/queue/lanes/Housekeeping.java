package io.staithe.queue.lanes;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.observe.Meters;
import io.staithe.queue.Announcements;
import io.staithe.queue.Backlog;
import io.staithe.queue.Outcome;
import io.staithe.queue.Settled;
import io.staithe.queue.Task;
import io.staithe.queue.TaskStore;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** Counts and logs what was settled here, measures the backlog, and removes tasks that are too old or too many. */
public final class Housekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final int SWEPT_AT_ONCE = 1000;

    private final TaskStore store;
    private final Capacity capacity;
    private final MeterRegistry registry;
    private final Retention retention;
    private final Queue<Settled> news = new ConcurrentLinkedQueue<>();
    private final Bell teller = new Bell("journal", this::told);
    private final Disposable.Swap pulses = Disposables.swap();
    private volatile Backlog backlog = new Backlog(0, 0, Duration.ZERO);

    /** Housekeeping of the tasks that are announced, which tells a capacity what it measures. */
    public Housekeeping(
            TaskStore store,
            Announcements announcements,
            Capacity capacity,
            MeterRegistry registry,
            Retention retention) {
        this.store = store;
        this.capacity = capacity;
        this.registry = registry;
        this.retention = retention;
        announcements.onSettled(tasks -> {
            news.addAll(tasks);
            teller.ring();
        });
        announcements.onTakenOver(this::takenOver);
    }

    /** Begins to measure and to sweep. */
    public void open() {
        Meters.TASKS_QUEUED.gauge(registry, () -> backlog.queued());
        Meters.TASK_OLDEST_AGE.gauge(registry, () -> backlog.oldest().toMillis() / 1000.0);
        pulses.update(Disposables.composite(
                Pulse.every(retention.measure(), "backlog", this::measured),
                Pulse.every(retention.sweep(), "retention", this::swept)));
    }

    /** Ends both. */
    public void close() {
        pulses.update(Disposables.disposed());
    }

    /** The backlog as it was measured last, on any instance. */
    public Backlog backlog() {
        return backlog;
    }

    /** Removes finished tasks that are kept no longer, in steps. */
    Mono<Void> swept() {
        return Mono.defer(() -> store.sweep(retention.keepFor(), retention.keepCount(), SWEPT_AT_ONCE))
                .repeat()
                .takeUntil(removed -> removed < SWEPT_AT_ONCE)
                .then();
    }

    private Mono<Void> measured() {
        return store.backlog().doOnNext(this::measured).then();
    }

    private void measured(Backlog measured) {
        backlog = measured;
        capacity.measured(measured);
    }

    /** Beside the lane, which goes on meanwhile. */
    private Mono<Void> told() {
        return Mono.fromRunnable(() -> {
            for (Settled settled = news.poll(); settled != null; settled = news.poll()) {
                settled(settled);
            }
        });
    }

    private void takenOver(List<Task> tasks) {
        Meters.TAKEOVERS.counter(registry).increment(tasks.size());
        tasks.forEach(task -> LOG.info(
                "event=task.taken-over id={} kind={} lane={} attempt={} correlation={}",
                task.id(),
                task.kind(),
                task.changes().get(0),
                task.attempt(),
                task.correlation()));
    }

    private void settled(Settled settled) {
        Task task = settled.task();
        String outcome = task.state().name().toLowerCase(Locale.ROOT);
        Meters.TASKS.counter(registry, "kind", task.kind(), "outcome", outcome).increment();
        if (task.outcome() instanceof Outcome.Failed failed) {
            String blame = failed.category().blame().name().toLowerCase(Locale.ROOT);
            Meters.TASK_FAILURES
                    .counter(registry, "fault", failed.code(), "blame", blame)
                    .increment();
        }
        Meters.TASK_DURATION
                .timer(registry, "kind", task.kind())
                .record(settled.waited().plus(settled.ran()));
        LOG.info(
                "event=task.finished id={} kind={} attempt={} outcome={} waited_ms={} ran_ms={} correlation={}",
                task.id(),
                task.kind(),
                task.attempt(),
                outcome,
                settled.waited().toMillis(),
                settled.ran().toMillis(),
                task.correlation());
    }

    /**
     * What is kept of finished tasks.
     *
     * @param keepFor the age from which they are removed
     * @param keepCount how many of the newest are kept at most
     * @param sweep the period of removals
     * @param measure the period of measurements
     */
    public record Retention(Duration keepFor, long keepCount, Duration sweep, Duration measure) {}
}
