package io.staithe.web.aptly;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.access.Caller;
import io.staithe.fault.Category;
import io.staithe.library.Members;
import io.staithe.library.Repositories;
import io.staithe.publish.Publications;
import io.staithe.queue.Lane;
import io.staithe.queue.Outcome;
import io.staithe.queue.OwnTasks;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import io.staithe.queue.TaskState;
import io.staithe.testkit.KnownTasks;
import io.staithe.testkit.NoAudit;
import io.staithe.web.PathFilter;
import io.staithe.web.Problems;
import io.staithe.web.access.OpenFilter;
import io.staithe.web.aptly.wire.AptlyDialect;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

class TasksRoutesTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Map<TaskId, Task> known = new TreeMap<>();
    private final WebTestClient client = client(
            TasksRoutes.of(new TasksHandler(new OwnTasks(new KnownTasks(known), NoAudit.audit()), "/data/upload")));

    @Test
    void aQueuedTaskHasNoValueAndCannotBeDeleted() {
        know(1, Repositories.CREATE, TaskState.QUEUED, null);

        expect(HttpMethod.GET, "/api/tasks/1", 200, """
                {"Name":"Do it","ID":1,"State":0,"Resources":["repository/7"]}""");
        expect(HttpMethod.GET, "/api/tasks/1/return_value", 200, "null");
        expect(HttpMethod.GET, "/api/tasks/1/output", 200, "\"line\\n\"");
        expect(HttpMethod.GET, "/api/tasks/1/detail", 200, "{}");
        expect(HttpMethod.DELETE, "/api/tasks/1", 400, """
                {"error":"task with id 1 is still in state=0"}""");
    }

    @Test
    void filesThatFailedAreNamedWithTheirWholePath() {
        know(2, Members.ADD, TaskState.SUCCEEDED, new Outcome.Succeeded("""
                {"added":["a_1_all added"],"removed":[],"warnings":["w"],"failedFiles":["dir/b.deb"]}"""));

        expect(HttpMethod.GET, "/api/tasks/2/return_value", 200, """
                {"Code":200,"Value":{"FailedFiles":["/data/upload/dir/b.deb"],"Report":{"Warnings":["w"],\
                "Added":["a_1_all added"],"Removed":[]}}}""");
        expect(HttpMethod.GET, "/api/tasks/2/output", 200, "\"line\\nTask succeeded\"");
    }

    @Test
    void whatWasDroppedIsAnEmptyObjectAndNothingIsNull() {
        know(3, Repositories.DROP, TaskState.SUCCEEDED, new Outcome.Succeeded(null));
        know(4, "database.cleanup", TaskState.SUCCEEDED, new Outcome.Succeeded(null));

        expect(HttpMethod.GET, "/api/tasks/3/return_value", 200, "{\"Code\":200,\"Value\":{}}");
        expect(HttpMethod.GET, "/api/tasks/4/return_value", 200, "null");
    }

    @Test
    void failuresHaveAptlysStatusAndWords() {
        know(5, Publications.CREATE, TaskState.FAILED, failed("component-twice", Category.INVALID, "duplicate c"));
        know(6, Publications.UPDATE, TaskState.FAILED, failed("unknown-repository", Category.MISSING, "no 'r'"));

        expect(HttpMethod.GET, "/api/tasks/5/return_value", 200, "{\"Code\":500,\"Value\":null}");
        expect(
                HttpMethod.GET,
                "/api/tasks/5/output",
                200,
                "\"line\\nTask failed with error: unable to publish: duplicate c\"");
        expect(HttpMethod.GET, "/api/tasks/6/return_value", 200, "{\"Code\":404,\"Value\":null}");
        expect(
                HttpMethod.GET,
                "/api/tasks/6/output",
                200,
                "\"line\\nTask failed with error: unable to update: local repo with name r not found\"");
    }

    @Test
    void aServerWithoutItsDatabaseIsNotReady() {
        WebTestClient broken = client(
                StatusRoutes.of(new StatusHandler("1.6.3", Mono.error(new IllegalStateException("gone")), LIMIT)));
        WebTestClient silent = client(StatusRoutes.of(new StatusHandler("1.6.3", Mono.never(), Duration.ofMillis(1))));

        for (WebTestClient asked : List.of(broken, silent)) {
            asked.get()
                    .uri("/api/ready")
                    .exchange()
                    .expectStatus()
                    .isEqualTo(503)
                    .expectBody(String.class)
                    .isEqualTo("{\"Status\":\"Aptly is unavailable\"}");
        }
    }

    private void know(long id, String kind, TaskState state, @Nullable Outcome outcome) {
        known.put(
                new TaskId(id),
                new Task(
                        new TaskId(id),
                        kind,
                        1,
                        "{}",
                        "Do it",
                        Caller.open(),
                        "-",
                        List.of(new Lane("repository/7")),
                        List.of(),
                        true,
                        state,
                        1,
                        "line\n",
                        null,
                        outcome,
                        Instant.EPOCH));
    }

    private void expect(HttpMethod method, String path, int status, String body) {
        client.method(method).uri(path).exchange().expectBody(String.class).consumeWith(answer -> {
            assertThat(answer.getResponseBody()).isEqualTo(body);
            assertThat(answer.getStatus().value()).isEqualTo(status);
        });
    }

    private static Outcome failed(String slug, Category category, String message) {
        return new Outcome.Failed(slug, category, message);
    }

    private static WebTestClient client(RouterFunction<ServerResponse> routes) {
        return WebTestClient.bindToRouterFunction(routes)
                .handlerStrategies(HandlerStrategies.builder()
                        .webFilter(new OpenFilter())
                        .webFilter(new PathFilter())
                        .exceptionHandler(new Problems(List.of(new AptlyDialect()), new SimpleMeterRegistry()))
                        .build())
                .configureClient()
                .responseTimeout(LIMIT)
                .build();
    }
}
