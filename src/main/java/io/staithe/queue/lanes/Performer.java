package io.staithe.queue.lanes;

import io.staithe.fault.Broken;
import io.staithe.fault.Category;
import io.staithe.fault.Fault;
import io.staithe.fault.Overload;
import io.staithe.observe.Correlation;
import io.staithe.queue.Announcements;
import io.staithe.queue.Atomically;
import io.staithe.queue.Claimant.Skill;
import io.staithe.queue.Outcome;
import io.staithe.queue.QueueFault;
import io.staithe.queue.Settled;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import io.staithe.queue.TaskHandler;
import io.staithe.queue.TaskId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Takes claimed tasks to their handlers and sees to it that each one is settled.
 *
 * <p>A batch that fails is replayed one by one. A task that fails by the caller's fault or ours is settled as failed; a
 * shortage leaves it unsettled for another try, and so does a timeout, but for a few tries only: work that never fits
 * into its time would hold its lane for ever. A task that runs another attempt elsewhere is left to it.
 */
public final class Performer {
    private static final Logger LOG = LoggerFactory.getLogger(Performer.class);

    /** How often a task may take longer than it may. */
    private static final int MAX_TIMEOUTS = 5;

    private final Map<String, TaskHandler> handlers;
    private final Atomically atomically;
    private final Map<TaskId, Run> running = new ConcurrentHashMap<>();

    /** Handlers, one per kind of task. */
    public Performer(Collection<TaskHandler> handlers, Atomically atomically, Announcements announcements) {
        this.handlers = handlers.stream().collect(Collectors.toMap(TaskHandler::kind, Function.identity()));
        this.atomically = atomically;
        announcements.onSettled(this::settled);
    }

    /** What the handlers can do. */
    List<Skill> skills() {
        return handlers.values().stream()
                .map(handler -> new Skill(handler.kind(), handler.version(), handler.batch()))
                .toList();
    }

    /** What is being tried now. */
    Set<TaskId> atWork() {
        return Set.copyOf(running.keySet());
    }

    /** Tries to get the tasks of a run settled; emits the run, which is not done where something was short. */
    Mono<Run> attempt(Run run) {
        return Mono.defer(() -> {
            List<Task> tasks = run.unsettled();
            tasks.forEach(task -> running.put(task.id(), run));
            return (run.isTogether() ? together(run, tasks) : oneByOne(run, tasks))
                    .thenReturn(run)
                    .doFinally(end -> tasks.forEach(task -> running.remove(task.id(), run)));
        });
    }

    private void settled(List<Settled> tasks) {
        for (Settled settled : tasks) {
            TaskId id = settled.task().id();
            Run run = running.get(id);
            if (run != null) {
                run.settled(id);
            }
        }
    }

    private Mono<Void> together(Run run, List<Task> tasks) {
        return perform(tasks).onErrorResume(failure -> {
            if (Fault.isShortage(failure) && !isTimeout(failure)) {
                return putOff(run, failure);
            }
            LOG.debug(
                    "event=batch.replayed tasks={} first={} reason={}",
                    tasks.size(),
                    tasks.get(0).id(),
                    failure);
            run.separate();
            return oneByOne(run, run.unsettled());
        });
    }

    private Mono<Void> oneByOne(Run run, List<Task> tasks) {
        return Flux.fromIterable(tasks)
                .concatMap(task -> alone(run, task))
                .then()
                .onErrorResume(Fault::isShortage, shortage -> putOff(run, shortage));
    }

    /** Leaves the run to another try; said once, since it may be put off for long. */
    private static Mono<Void> putOff(Run run, Throwable shortage) {
        return Mono.fromRunnable(() -> {
            if (run.putOff()) {
                run.unsettled().stream()
                        .findFirst()
                        .ifPresent(task -> LOG.warn(
                                "event=task.put-off id={} kind={} attempt={} reason={}",
                                task.id(),
                                task.kind(),
                                task.attempt(),
                                shortage.toString()));
            }
        });
    }

    private Mono<Void> alone(Run run, Task task) {
        return perform(List.of(task)).onErrorResume(failure -> {
            if (Fault.isShortage(failure) && !isLastTimeout(run, task, failure)) {
                return Mono.error(failure);
            }
            return conclude(task, failure).then(Mono.fromRunnable(() -> run.settled(task.id())));
        });
    }

    private static boolean isLastTimeout(Run run, Task task, Throwable failure) {
        return isTimeout(failure) && run.timedOut(task.id()) >= MAX_TIMEOUTS;
    }

    private Mono<Void> perform(List<Task> tasks) {
        Task first = tasks.get(0);
        TaskHandler handler = Objects.requireNonNull(handlers.get(first.kind()), first.kind());
        return Mono.defer(() -> handler.perform(tasks))
                .then(Mono.defer(() -> unsettled(tasks)))
                .onErrorMap(Overload::named)
                .contextWrite(context -> Correlation.with(context, first.correlation()));
    }

    /** A handler that ends without a fault has settled its tasks, or it is broken. */
    private Mono<Void> unsettled(List<Task> tasks) {
        for (Task task : tasks) {
            Run run = running.get(task.id());
            if (run != null && run.holds(task.id())) {
                return Mono.error(new Broken(
                        QueueFault.TASK_BROKE,
                        "the handler of " + task.kind() + " left task " + task.id() + " unsettled"));
            }
        }
        return Mono.empty();
    }

    private Mono<Void> conclude(Task task, Throwable failure) {
        if (isSuperseded(failure)) {
            LOG.info("event=task.superseded id={} attempt={}", task.id(), task.attempt());
            return Mono.empty();
        }
        Fault fault = failure instanceof Fault known
                ? known
                : new Broken(QueueFault.TASK_BROKE, "the handler of " + task.kind() + " broke", failure);
        Settlement failed = new Settlement(task.id(), task.attempt(), failed(task, fault), "", null);
        return atomically
                .settle(Mono.just(List.of(failed)))
                .then()
                .doOnSuccess(settled -> log(task, fault))
                .doOnError(lost -> !isSuperseded(lost), lost -> log(task, fault))
                .onErrorResume(Performer::isSuperseded, superseded -> conclude(task, superseded));
    }

    /** Not of a task that turns out to be settled already: what it needed was given up then. */
    private static void log(Task task, Fault fault) {
        if (!isCallers(fault)) {
            LOG.error(
                    "event=task.broke id={} kind={} attempt={} correlation={}",
                    task.id(),
                    task.kind(),
                    task.attempt(),
                    task.correlation(),
                    fault);
        }
    }

    private static Outcome failed(Task task, Fault fault) {
        if (isCallers(fault)) {
            return failed(fault, fault.getMessage().replace('\0', '?'));
        }
        return failed(
                fault,
                isTimeout(fault)
                        ? fault.getMessage() + ", in each of " + MAX_TIMEOUTS + " tries"
                        : "the server failed; its log tells more under correlation " + task.correlation());
    }

    private static boolean isCallers(Fault fault) {
        return fault.code().category().blame() == Category.Blame.CALLER;
    }

    private static Outcome failed(Fault fault, String message) {
        return new Outcome.Failed(fault.code().slug(), fault.code().category(), message);
    }

    private static boolean isTimeout(Throwable failure) {
        return failure instanceof Fault fault && fault.code().category() == Category.TIMED_OUT;
    }

    private static boolean isSuperseded(Throwable failure) {
        return failure instanceof Fault fault && fault.code() == QueueFault.SUPERSEDED;
    }
}
