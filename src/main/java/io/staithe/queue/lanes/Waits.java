package io.staithe.queue.lanes;

import io.staithe.fault.Exhausted;
import io.staithe.fault.Refused;
import io.staithe.queue.QueueFault;
import io.staithe.queue.Settled;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import io.staithe.queue.TaskStore;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Who waits for which task; all waits of one instance share one look at the store.
 *
 * <p>A wait costs a map entry and holds no connection; it goes with the last of those who wait.
 */
final class Waits {
    private static final int LOOK_AT = 1000;
    private static final int REMEMBERED = 4096;

    private final TaskStore store;
    private final Map<TaskId, Boolean> settledLately = Collections.synchronizedMap(new Lately());
    private final Queue<Settled> news = new ConcurrentLinkedQueue<>();
    private final Bell teller = new Bell("waits", this::tell);
    private final Queue<TaskId> elsewhere = new ConcurrentLinkedQueue<>();
    private final Bell finder = new Bell("waits elsewhere", this::find);
    private final Map<TaskId, Wait> waits = new ConcurrentHashMap<>();

    Waits(TaskStore store) {
        this.store = store;
    }

    /** The task when it is finished: what {@code present} tells once the wait is on, or what is told later. */
    Mono<Task> await(TaskId id, Mono<Task> present) {
        return Mono.usingWhen(
                Mono.fromSupplier(() -> waits.compute(id, (key, wait) -> wait == null ? Wait.first() : wait.joined())),
                wait -> present.flatMap(task ->
                        task.state().isFinished() ? Mono.just(task) : wait.end().asMono()),
                wait -> left(id),
                (wait, failure) -> left(id),
                wait -> left(id));
    }

    /**
     * Tells those who wait for them, and those who begin to wait a moment later. They are told on another thread: what
     * they do then, such as writing an answer, must not hold up the lane.
     */
    void settled(List<Settled> tasks) {
        tasks.forEach(settled -> settledLately.put(settled.task().id(), true));
        news.addAll(tasks);
        teller.ring();
    }

    private Mono<Void> tell() {
        return Mono.fromRunnable(() -> {
            for (Settled settled = news.poll(); settled != null; settled = news.poll()) {
                finished(settled.task());
            }
        });
    }

    /** The same for tasks of which another instance tells; those that somebody waits for are looked up. */
    void settledElsewhere(List<TaskId> tasks) {
        tasks.forEach(task -> settledLately.put(task, true));
        List<TaskId> waited = tasks.stream().filter(waits::containsKey).toList();
        if (!waited.isEmpty()) {
            elsewhere.addAll(waited);
            finder.ring();
        }
    }

    private Mono<Void> find() {
        return Mono.defer(() -> {
            Set<TaskId> ids = new HashSet<>();
            for (TaskId id = elsewhere.poll(); id != null; id = elsewhere.poll()) {
                ids.add(id);
            }
            return ids.isEmpty()
                    ? Mono.empty()
                    : store.finished(ids).doOnNext(this::finished).then();
        });
    }

    /**
     * Whether the task was settled lately, as far as was told; older settlements are left to the looks at the store.
     */
    boolean hasSettled(TaskId id) {
        return settledLately.containsKey(id);
    }

    /** Looks for tasks that finished elsewhere. */
    Mono<Void> lookForFinished() {
        return look(ids -> store.finished(ids).doOnNext(this::finished).then());
    }

    /** Looks for tasks that are gone. */
    Mono<Void> lookForMissing() {
        return look(ids -> store.missing(ids).doOnNext(this::gone).then());
    }

    /** Ends all waits: the server stops. */
    void close() {
        waits.values()
                .forEach(wait -> wait.end()
                        .tryEmitError(new Exhausted(
                                QueueFault.QUEUE_STOPPED,
                                "the server stops; the task goes on",
                                Duration.ofSeconds(5))));
    }

    private Mono<Void> look(Function<List<TaskId>, Mono<Void>> at) {
        return Flux.fromIterable(waits.keySet()).buffer(LOOK_AT).concatMap(at).then();
    }

    // A result that comes twice, from here and from a look, is refused by the sink and says the same.
    private void finished(Task task) {
        Wait wait = waits.get(task.id());
        if (wait != null) {
            wait.end().tryEmitValue(task);
        }
    }

    private void gone(TaskId id) {
        Wait wait = waits.get(id);
        if (wait != null) {
            wait.end().tryEmitError(unknown(id));
        }
    }

    static Refused unknown(TaskId id) {
        return new Refused(QueueFault.UNKNOWN_TASK, "there is no task " + id);
    }

    private Mono<Void> left(TaskId id) {
        return Mono.fromRunnable(
                () -> waits.computeIfPresent(id, (key, wait) -> wait.isLast() ? null : wait.without()));
    }

    /** The last ids that were put in. */
    private static final class Lately extends LinkedHashMap<TaskId, Boolean> {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TaskId, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    }

    private record Wait(Sinks.One<Task> end, int waiting) {
        static Wait first() {
            return new Wait(Sinks.one(), 1);
        }

        Wait joined() {
            return new Wait(end, waiting + 1);
        }

        Wait without() {
            return new Wait(end, waiting - 1);
        }

        boolean isLast() {
            return waiting == 1;
        }
    }
}
