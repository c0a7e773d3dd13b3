package io.staithe.web.rest;

import io.staithe.queue.KeyedAcceptance;
import io.staithe.queue.Outcome;
import io.staithe.queue.QueueFault;
import io.staithe.queue.Task;
import io.staithe.queue.TaskState;
import io.staithe.queue.Tasks;
import io.staithe.web.Dialect;
import io.staithe.web.Problem;
import java.net.URI;
import java.time.Duration;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * Answers calls that are tasks: 202 with the task and its address, or with {@code ?wait=finished} the end of the task,
 * where it comes within a minute. A client that goes away ends the waiting, never the task.
 */
public final class TaskReplies {
    static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final RestDialect DIALECT = new RestDialect();

    private static final Outcome.Failed CANCELLED = new Outcome.Failed(
            QueueFault.TASK_CANCELLED.slug(),
            QueueFault.TASK_CANCELLED.category(),
            "somebody cancelled the task before it started");

    private final Tasks tasks;
    private final KeyedAcceptance acceptance;

    /** Answers with the tasks of a queue. */
    public TaskReplies(Tasks tasks, KeyedAcceptance acceptance) {
        this.tasks = tasks;
        this.acceptance = acceptance;
    }

    /** The task of the first call where this one repeats it, else of this one. */
    Mono<Task> once(Mono<Task> submission) {
        return acceptance.once(submission);
    }

    /** The answer of an accepted task; the form is made of its value when it has succeeded. */
    Mono<ServerResponse> answer(ServerRequest request, Task accepted, Function<JsonNode, Object> form) {
        if (request.queryParam("wait").filter("finished"::equals).isEmpty()) {
            return accepted(accepted);
        }
        return tasks.await(accepted.id())
                .timeout(LONGEST_WAIT, Mono.just(accepted))
                .flatMap(task -> task.state() == TaskState.QUEUED ? accepted(task) : finished(request, task, form));
    }

    /** The answer of a task that told nothing: where it stands, or why it failed. */
    static Mono<ServerResponse> ended(ServerRequest request, Task task) {
        return finished(request, task, value -> TaskHandler.form(task));
    }

    private static Mono<ServerResponse> accepted(Task task) {
        return ServerResponse.accepted()
                .location(URI.create("/v1/tasks/" + task.id()))
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(RestJson.write(TaskHandler.form(task)));
    }

    private static Mono<ServerResponse> finished(ServerRequest request, Task task, Function<JsonNode, Object> form) {
        Outcome outcome = task.outcome();
        if (outcome == null) {
            return task.state() == TaskState.CANCELLED ? failed(request, task, CANCELLED) : accepted(task);
        }
        return outcome.fold(
                succeeded -> RestJson.ok(form.apply(RestJson.read(String.valueOf(succeeded.value())))),
                failed -> failed(request, task, failed));
    }

    private static Mono<ServerResponse> failed(ServerRequest request, Task task, Outcome.Failed failed) {
        Problem problem = new Problem(
                failed.code(),
                "Task " + task.id() + " failed",
                failed.category(),
                failed.message(),
                null,
                task.correlation());
        Dialect.Rendering rendering = DIALECT.render(problem, request.method(), request.path());
        return ServerResponse.status(HttpStatusCode.valueOf(rendering.status()))
                .header(HttpHeaders.CONTENT_TYPE, rendering.contentType())
                .bodyValue(rendering.body());
    }
}
