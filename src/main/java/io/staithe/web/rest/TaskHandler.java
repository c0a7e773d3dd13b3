package io.staithe.web.rest;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.queue.Lane;
import io.staithe.queue.Outcome;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import io.staithe.queue.Tasks;
import io.staithe.web.Problems;
import io.staithe.web.WebFault;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Shows tasks: where they stand, and how they ended. */
public final class TaskHandler {
    private final Tasks tasks;

    /** Shows the tasks of a queue. */
    public TaskHandler(Tasks tasks) {
        this.tasks = tasks;
    }

    Mono<ServerResponse> show(ServerRequest request) {
        return Mono.fromCallable(() -> id(request.pathVariable("id")))
                .flatMap(tasks::find)
                .map(TaskHandler::form)
                .flatMap(RestJson::ok);
    }

    private static TaskId id(String text) {
        try {
            return new TaskId(Long.parseLong(text));
        } catch (NumberFormatException broken) {
            throw new Refused(WebFault.BAD_PARAMETER, "task id '" + Fault.bounded(text) + "' must be a number");
        }
    }

    /** A task as it is shown. */
    static Map<String, @Nullable Object> form(Task task) {
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        form.put("id", task.id().value());
        form.put("kind", task.kind());
        form.put("title", task.title());
        form.put("state", task.state().name().toLowerCase(Locale.ROOT));
        form.put("attempt", task.attempt());
        form.put("caller", task.caller().name());
        form.put("correlation", task.correlation());
        form.put("acceptedAt", task.acceptedAt().toString());
        form.put("changes", task.changes().stream().map(Lane::name).toList());
        form.put("reads", task.reads().stream().map(Lane::name).toList());
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
