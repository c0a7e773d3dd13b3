package io.staithe.queue.lanes;

import io.staithe.fault.Refused;
import io.staithe.queue.Announcements;
import io.staithe.queue.Atomically;
import io.staithe.queue.Backlog;
import io.staithe.queue.NewTask;
import io.staithe.queue.QueueFault;
import io.staithe.queue.Settled;
import io.staithe.queue.Shield;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import io.staithe.queue.TaskState;
import io.staithe.queue.TaskStore;
import io.staithe.queue.Tasks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Tasks over their rows, with waits that are told of settlements here and look for those of other instances. */
public final class LaneTasks implements Tasks {
    private static final Duration MISSING_PERIOD = Duration.ofSeconds(2);
    /** Between looks where other instances tell what they settled. */
    private static final Duration LOOK_WHEN_TOLD = Duration.ofSeconds(1);

    private final Atomically atomically;
    private final TaskStore store;
    private final Announcements announcements;
    private final Capacity capacity;
    private final Duration look;
    private final Waits waits;
    private final Disposable.Swap looking = Disposables.swap();

    /** When the last look at the store began, by a clock that never goes back; of one pulse, never two at a time. */
    private volatile long lookedAt;

    /** Tasks within a capacity, whose waits look at the store every {@code look}, or less often where others tell. */
    public LaneTasks(
            Atomically atomically, TaskStore store, Announcements announcements, Capacity capacity, Duration look) {
        this.atomically = atomically;
        this.store = store;
        this.announcements = announcements;
        this.capacity = capacity;
        this.look = look;
        this.waits = new Waits(store);
        announcements.onSettled(waits::settled);
        announcements.onSettledElsewhere(waits::settledElsewhere);
    }

    /** Begins to look for tasks that finish on other instances. */
    public void open() {
        looking.update(Disposables.composite(
                Pulse.every(look, "waits", this::looked),
                Pulse.every(MISSING_PERIOD, "waits for missing tasks", waits::lookForMissing)));
    }

    private Mono<Void> looked() {
        long now = Schedulers.parallel().now(TimeUnit.NANOSECONDS);
        if (announcements.hearsOthers() && now - lookedAt < LOOK_WHEN_TOLD.toNanos()) {
            return Mono.empty();
        }
        lookedAt = now;
        return waits.lookForFinished();
    }

    /** Ends all waits with {@code QueueFault.QUEUE_STOPPED}. */
    public void close() {
        looking.update(Disposables.disposed());
        waits.close();
    }

    @Override
    public Mono<Task> submit(NewTask task) {
        return capacity.admitted(atomically.accept(task));
    }

    @Override
    public Mono<Void> room() {
        return capacity.room();
    }

    @Override
    public <T> Mono<T> admitted(Mono<T> acceptance) {
        return capacity.admitted(acceptance);
    }

    @Override
    public Mono<Task> await(TaskId id) {
        return waits.await(id, known(id));
    }

    @Override
    public Mono<Task> await(Task accepted) {
        TaskId id = accepted.id();
        return waits.await(id, Mono.defer(() -> waits.hasSettled(id) ? known(id) : Mono.just(accepted)));
    }

    @Override
    public Mono<Void> awaitAll() {
        return Mono.defer(store::backlog)
                .filter(Backlog::isEmpty)
                .repeatWhenEmpty(Integer.MAX_VALUE, looks -> looks.concatMap(count -> Mono.delay(look)))
                .then();
    }

    @Override
    public Mono<Task> find(TaskId id) {
        return known(id).filter(LaneTasks::isShown).switchIfEmpty(unknown(id));
    }

    @Override
    public Mono<Task> findUnlisted(TaskId id) {
        return known(id);
    }

    @Override
    public Flux<Task> list() {
        return store.list();
    }

    @Override
    public Mono<Task> delete(TaskId id) {
        return store.unlist(id).switchIfEmpty(Mono.defer(() -> find(id).flatMap(LaneTasks::unfinished)));
    }

    @Override
    public Mono<Task> cancel(TaskId id) {
        Mono<Task> cancelled = store.cancel(id)
                .doOnNext(settled -> announcements.settled(List.of(settled)))
                .map(Settled::task);
        return Shield.fromCancel(cancelled)
                .switchIfEmpty(find(id).filter(task -> task.state() == TaskState.CANCELLED)
                        .switchIfEmpty(Mono.error(() -> new Refused(
                                QueueFault.TASK_STARTED, "task " + id + " is not queued any more, it goes on"))));
    }

    @Override
    public Mono<Void> clear() {
        return store.unlistFinished();
    }

    private Mono<Task> known(TaskId id) {
        return store.find(id).switchIfEmpty(unknown(id));
    }

    private static boolean isShown(Task task) {
        return task.listed() || !task.state().isFinished();
    }

    private static Mono<Task> unknown(TaskId id) {
        return Mono.error(() -> Waits.unknown(id));
    }

    private static Mono<Task> unfinished(Task task) {
        return Mono.error(() -> new Refused(
                QueueFault.TASK_NOT_FINISHED, "task " + task.id() + " is still " + task.state() + ", not finished"));
    }
}
