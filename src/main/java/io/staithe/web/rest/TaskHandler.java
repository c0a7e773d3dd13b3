package io.staithe.web.rest;

import io.staithe.access.Caller;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.queue.Lane;
import io.staithe.queue.Outcome;
import io.staithe.queue.OwnTasks;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import io.staithe.queue.TaskState;
import io.staithe.web.Callers;
import io.staithe.web.Problems;
import io.staithe.web.WebFault;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Shows tasks: where they stand, and how they ended; cancels queued ones, and takes finished ones off the list. */
public final class TaskHandler {
    private final OwnTasks tasks;

    /** Shows the tasks of a queue. */
    public TaskHandler(OwnTasks tasks) {
        this.tasks = tasks;
    }

    /** The listed and the unfinished tasks in the order of their acceptance; {@code ?state=} for those in one state. */
    Mono<ServerResponse> list(ServerRequest request) {
        Predicate<Task> wanted = request.queryParam("state")
                .map(TaskHandler::state)
                .<Predicate<Task>>map(state -> task -> task.state() == state)
                .orElse(task -> true);
        return RestJson.array(tasks.list(Callers.of(request)).filter(wanted).map(TaskHandler::summary));
    }

    private static TaskState state(String text) {
        return Arrays.stream(TaskState.values())
                .filter(state -> word(state).equals(text))
                .findFirst()
                .orElseThrow(() -> new Refused(
                        WebFault.BAD_PARAMETER,
                        "state '" + Fault.bounded(text) + "' must be queued, running, succeeded, failed or cancelled"));
    }

    /** A task; with {@code ?wait=finished} when it is finished, or as it stands after a minute. */
    Mono<ServerResponse> show(ServerRequest request) {
        boolean waits = request.queryParam("wait").filter("finished"::equals).isPresent();
        Caller caller = Callers.of(request);
        return id(request)
                .flatMap(id -> waits
                        ? tasks.await(caller, id).timeout(TaskReplies.LONGEST_WAIT, tasks.find(caller, id))
                        : tasks.find(caller, id))
                .flatMap(TaskHandler::shown);
    }

    /** Cancels a task that is still queued; one that has started goes on, and is 409. */
    Mono<ServerResponse> cancel(ServerRequest request) {
        return id(request).flatMap(id -> tasks.cancel(Callers.of(request), id)).flatMap(TaskHandler::shown);
    }

    /** Takes a finished task off the list. */
    Mono<ServerResponse> delete(ServerRequest request) {
        return id(request).flatMap(id -> tasks.delete(Callers.of(request), id)).flatMap(TaskHandler::shown);
    }

    private static Mono<ServerResponse> shown(Task task) {
        return RestJson.ok(form(task));
    }

    private static Mono<TaskId> id(ServerRequest request) {
        return Mono.fromCallable(() -> parsed(request.pathVariable("id")));
    }

    private static TaskId parsed(String text) {
        try {
            return new TaskId(Long.parseLong(text));
        } catch (NumberFormatException broken) {
            throw new Refused(WebFault.BAD_PARAMETER, "task id '" + Fault.bounded(text) + "' must be a number");
        }
    }

    /** A task as lists have it. */
    private static Map<String, @Nullable Object> summary(Task task) {
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        form.put("id", task.id().value());
        form.put("kind", task.kind());
        form.put("title", task.title());
        form.put("state", word(task.state()));
        form.put("attempt", task.attempt());
        form.put("caller", task.caller().name());
        form.put("correlation", task.correlation());
        form.put("acceptedAt", task.acceptedAt().toString());
        form.put("changes", task.changes().stream().map(Lane::name).toList());
        form.put("reads", task.reads().stream().map(Lane::name).toList());
        return form;
    }

    private static String word(TaskState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** A task as it is shown. */
    static Map<String, @Nullable Object> form(Task task) {
        Map<String, @Nullable Object> form = summary(task);
        form.put("output", task.output());
        form.put("detail", task.detail() == null ? null : RestJson.read(task.detail()));
        Outcome outcome = task.outcome();
        if (outcome != null) {
            outcome.fold(
                    succeeded -> form.put("value", succeeded.value() == null ? null : RestJson.read(succeeded.value())),
                    failed -> form.put("problem", problem(failed)));
        }
        return form;
    }

    private static Map<String, Object> problem(Outcome.Failed failed) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "/problems/" + failed.code());
        problem.put("status", Problems.status(failed.category()));
        problem.put("detail", failed.message());
        return problem;
    }
}
