package io.staithe.web.aptly;

import io.staithe.access.Caller;
import io.staithe.fault.Category;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.queue.OwnTasks;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import io.staithe.web.Callers;
import io.staithe.web.PathFilter;
import io.staithe.web.aptly.wire.Answer;
import io.staithe.web.aptly.wire.AptlyForms;
import io.staithe.web.aptly.wire.AptlyJson;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.JsonNodeFactory;

/** Shows, awaits and forgets tasks. */
public final class TasksHandler {
    private final OwnTasks tasks;
    private final String uploadRoot;

    /** Shows the tasks of a queue; the root begins the paths of files that failed. */
    public TasksHandler(OwnTasks tasks, String uploadRoot) {
        this.tasks = tasks;
        this.uploadRoot = uploadRoot;
    }

    Mono<ServerResponse> list(ServerRequest request) {
        return Replies.array(tasks.list(Callers.of(request)).map(AptlyForms::task));
    }

    Mono<ServerResponse> show(ServerRequest request) {
        return task(request).flatMap(task -> Replies.ok(AptlyForms.task(task)));
    }

    Mono<ServerResponse> await(ServerRequest request) {
        return id(request)
                .flatMap(id -> tasks.await(Callers.of(request), id))
                .onErrorMap(Refused.class, TasksHandler::unfitId)
                .flatMap(task -> Replies.ok(AptlyForms.task(task)));
    }

    Mono<ServerResponse> output(ServerRequest request) {
        return task(request)
                .map(task -> JsonNodeFactory.instance.stringNode(Answer.output(task, uploadRoot)))
                .flatMap(Replies::ok);
    }

    Mono<ServerResponse> detail(ServerRequest request) {
        return task(request)
                .map(task -> task.detail() == null ? AptlyJson.object() : AptlyJson.own(task.detail()))
                .flatMap(Replies::ok);
    }

    Mono<ServerResponse> returnValue(ServerRequest request) {
        return task(request).flatMap(task -> Replies.ok(Answer.returned(task, uploadRoot)));
    }

    Mono<ServerResponse> delete(ServerRequest request) {
        return id(request)
                .flatMap(id -> tasks.delete(Callers.of(request), id)
                        .onErrorResume(Refused.class, refused -> kept(Callers.of(request), id, refused)))
                .flatMap(task -> Replies.ok(AptlyForms.task(task)));
    }

    Mono<ServerResponse> awaitAll(ServerRequest request) {
        return tasks.awaitAll(Callers.of(request)).then(Mono.defer(() -> Replies.ok(AptlyJson.object())));
    }

    Mono<ServerResponse> clear(ServerRequest request) {
        return tasks.clear(Callers.of(request)).then(Mono.defer(() -> Replies.ok(AptlyJson.object())));
    }

    private Mono<Task> task(ServerRequest request) {
        return id(request).flatMap(id -> tasks.find(Callers.of(request), id));
    }

    private static Mono<TaskId> id(ServerRequest request) {
        return Mono.fromCallable(() -> parsed(PathFilter.variable(request, "id")));
    }

    private static TaskId parsed(String text) {
        try {
            return new TaskId(Long.parseLong(text));
        } catch (NumberFormatException broken) {
            throw new Refused(
                    AptlyFault.NOT_A_TASK_ID,
                    "strconv.ParseInt: parsing \"" + Fault.bounded(text) + "\": invalid syntax");
        }
    }

    /** Says in which state a task is that cannot be deleted. */
    private Mono<Task> kept(Caller caller, TaskId id, Refused refused) {
        if (refused.code().category() != Category.CONFLICT) {
            return Mono.error(unfitId(refused));
        }
        return tasks.find(caller, id)
                .onErrorMap(Refused.class, TasksHandler::unfitId)
                .flatMap(task -> Mono.error(new Refused(
                        AptlyFault.TASK_STILL_THERE,
                        "task with id " + id + " is still in state=" + AptlyForms.state(task.state()))));
    }

    /** Waiting for and deleting an unknown task is the caller's mistake here, not a missing thing. */
    private static Throwable unfitId(Refused refused) {
        return refused.code().category() == Category.MISSING
                ? new Refused(AptlyFault.TASK_NOT_THERE, refused.getMessage())
                : refused;
    }
}
