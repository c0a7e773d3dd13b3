package io.staithe.queue;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.access.audit.Audit;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Use cases of tasks: callers have to do with their own ones, those who are admin with all; others are not there. */
public final class OwnTasks {
    private final Tasks tasks;
    private final Audit audit;

    /** Use cases on the tasks of a queue; the audit is told who cancelled one. */
    public OwnTasks(Tasks tasks, Audit audit) {
        this.tasks = tasks;
        this.audit = audit;
    }

    /** As {@link Tasks#list}. */
    public Flux<Task> list(Caller caller) {
        return tasks.list().filter(task -> isOf(caller, task));
    }

    /** As {@link Tasks#find}. */
    public Mono<Task> find(Caller caller, TaskId id) {
        return tasks.find(id).filter(task -> isOf(caller, task)).switchIfEmpty(unknown(id));
    }

    /** As {@link Tasks#await(TaskId)}. */
    public Mono<Task> await(Caller caller, TaskId id) {
        return known(caller, id).then(tasks.await(id));
    }

    /** As {@link Tasks#cancel}. */
    public Mono<Task> cancel(Caller caller, TaskId id) {
        return known(caller, id)
                .then(tasks.cancel(id))
                .delayUntil(task -> audit.done(caller, "task.cancel", "Cancel task " + id + ": " + task.title()));
    }

    /** As {@link Tasks#delete}. */
    public Mono<Task> delete(Caller caller, TaskId id) {
        return known(caller, id).then(tasks.delete(id));
    }

    /** Completes when none of them is queued or running. */
    public Mono<Void> awaitAll(Caller caller) {
        return isAdmin(caller)
                ? tasks.awaitAll()
                : list(caller)
                        .filter(task -> !task.state().isFinished())
                        .concatMap(task -> tasks.await(task.id()).onErrorResume(OwnTasks::isGone, gone -> Mono.empty()))
                        .then();
    }

    /** Takes the finished ones of them off the list. */
    public Mono<Void> clear(Caller caller) {
        return isAdmin(caller)
                ? tasks.clear()
                : list(caller)
                        .filter(task -> task.state().isFinished())
                        .concatMap(
                                task -> tasks.delete(task.id()).onErrorResume(OwnTasks::isGone, gone -> Mono.empty()))
                        .then();
    }

    /** Somebody else took it off the list meanwhile. */
    private static boolean isGone(Throwable failure) {
        return failure instanceof Fault fault && fault.code() == QueueFault.UNKNOWN_TASK;
    }

    /** Empty where the task is the caller's, or nobody else's that he must not see. */
    private Mono<Void> known(Caller caller, TaskId id) {
        return isAdmin(caller)
                ? Mono.empty()
                : tasks.findUnlisted(id)
                        .filter(task -> isOf(caller, task))
                        .switchIfEmpty(unknown(id))
                        .then();
    }

    private static boolean isOf(Caller caller, Task task) {
        return task.caller().name().equals(caller.name()) || isAdmin(caller);
    }

    private static boolean isAdmin(Caller caller) {
        return caller.may(Need.admin());
    }

    private static <T> Mono<T> unknown(TaskId id) {
        return Mono.error(() -> new Refused(QueueFault.UNKNOWN_TASK, "there is no task " + id));
    }
}
