package io.staithe.testkit;

import io.staithe.fault.Refused;
import io.staithe.queue.NewTask;
import io.staithe.queue.QueueFault;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import io.staithe.queue.TaskState;
import io.staithe.queue.Tasks;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tasks that neither begin nor end by themselves: for what shows them. */
public record KnownTasks(Map<TaskId, Task> known) implements Tasks {
    @Override
    public Mono<Task> submit(NewTask task) {
        return Mono.error(new UnsupportedOperationException());
    }

    @Override
    public Mono<Void> room() {
        return Mono.empty();
    }

    @Override
    public <T> Mono<T> admitted(Mono<T> acceptance) {
        return acceptance;
    }

    @Override
    public Mono<Task> await(TaskId id) {
        return find(id);
    }

    @Override
    public Mono<Task> await(Task accepted) {
        return find(accepted.id());
    }

    @Override
    public Mono<Void> awaitAll() {
        return Mono.empty();
    }

    @Override
    public Mono<Task> find(TaskId id) {
        return Mono.justOrEmpty(known.get(id)).switchIfEmpty(Mono.error(() -> refused(QueueFault.UNKNOWN_TASK, id)));
    }

    @Override
    public Mono<Task> findUnlisted(TaskId id) {
        return find(id);
    }

    @Override
    public Flux<Task> list() {
        return Flux.fromIterable(known.values());
    }

    @Override
    public Mono<Task> delete(TaskId id) {
        return find(id).filter(task -> task.state().isFinished())
                .switchIfEmpty(Mono.error(() -> refused(QueueFault.TASK_NOT_FINISHED, id)));
    }

    @Override
    public Mono<Task> cancel(TaskId id) {
        return find(id).filter(task -> task.state() == TaskState.QUEUED)
                .switchIfEmpty(Mono.error(() -> refused(QueueFault.TASK_STARTED, id)));
    }

    @Override
    public Mono<Void> clear() {
        return Mono.empty();
    }

    private static Refused refused(QueueFault code, TaskId id) {
        return new Refused(code, "task " + id);
    }
}
