package io.staithe.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.access.Caller;
import io.staithe.queue.Lane;
import io.staithe.queue.NewTask;
import io.staithe.queue.OwnTasks;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import io.staithe.testkit.KnownTasks;
import io.staithe.testkit.NoAudit;
import io.staithe.web.Problems;
import io.staithe.web.access.OpenFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.server.HandlerStrategies;

/** Tasks as the native API lists, shows and cancels them. */
final class TaskHandlerTest {
    private final Map<TaskId, Task> known = new TreeMap<>();
    private final List<String> audited = new ArrayList<>();
    private final WebTestClient client = WebTestClient.bindToRouterFunction(TaskRoutes.of(new TaskHandler(new OwnTasks(
                    new KnownTasks(known), NoAudit.audit(act -> audited.add(act.kind() + " " + act.title()))))))
            .handlerStrategies(HandlerStrategies.builder()
                    .webFilter(new OpenFilter())
                    .exceptionHandler(new Problems(List.of(new RestDialect()), new SimpleMeterRegistry()))
                    .build())
            .build();

    @BeforeEach
    void know() {
        NewTask wanted = new NewTask(
                "package.add", 1, "{}", "Add", Caller.open(), "c", List.of(new Lane("repository/7")), List.of(), true);
        known.put(new TaskId(1), Task.queued(new TaskId(1), wanted, Instant.EPOCH));
    }

    @Test
    void listsAreShortAndByState() {
        expect(HttpMethod.GET, "/v1/tasks", 200)
                .json("[{\"id\":1,\"kind\":\"package.add\",\"state\":\"queued\",\"changes\":[\"repository/7\"]}]")
                .jsonPath("$[0].output")
                .doesNotExist();
        expect(HttpMethod.GET, "/v1/tasks?state=queued", 200)
                .jsonPath("$.length()")
                .isEqualTo(1);
        expect(HttpMethod.GET, "/v1/tasks?state=failed", 200).json("[]");
        expect(HttpMethod.GET, "/v1/tasks?state=x", 400).jsonPath("$.type").isEqualTo("/problems/bad-parameter");
    }

    @Test
    void aTaskIsShownWholeAtOnceOrWhenItIsFinished() {
        for (String query : List.of("", "?wait=finished")) {
            expect(HttpMethod.GET, "/v1/tasks/1" + query, 200)
                    .jsonPath("$.output")
                    .isEqualTo("");
        }
    }

    @Test
    void onlyQueuedTasksAreCancelledAndOnlyFinishedOnesGo() {
        expect(HttpMethod.POST, "/v1/tasks/1/cancel", 200).jsonPath("$.id").isEqualTo(1);
        expect(HttpMethod.DELETE, "/v1/tasks/1", 409).jsonPath("$.type").isEqualTo("/problems/task-not-finished");
        expect(HttpMethod.POST, "/v1/tasks/2/cancel", 404).jsonPath("$.type").isEqualTo("/problems/unknown-task");
        assertThat(audited).containsExactly("task.cancel Cancel task 1: Add");
    }

    private WebTestClient.BodyContentSpec expect(HttpMethod method, String path, int status) {
        return client.method(method)
                .uri(path)
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectBody();
    }
}
