package io.staithe.queue.lanes;

import static io.staithe.queue.lanes.QueueNode.TIMEOUT;
import static io.staithe.queue.lanes.QueueNode.reading;
import static io.staithe.queue.lanes.QueueNode.task;
import static io.staithe.queue.lanes.QueueNode.titled;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.staithe.fault.Broken;
import io.staithe.fault.Category;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Refused;
import io.staithe.observe.Meters;
import io.staithe.queue.Claimant;
import io.staithe.queue.NewTask;
import io.staithe.queue.Outcome;
import io.staithe.queue.QueueFault;
import io.staithe.queue.Task;
import io.staithe.queue.TaskHandler;
import io.staithe.queue.TaskState;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** What one instance's lanes promise. */
final class LanesIT {
    private final TestDatabase testDatabase = TestDatabase.fresh();
    private final DatabaseClient database = DatabaseClient.create(testDatabase.connections());
    private final List<QueueNode> nodes = new ArrayList<>();

    @BeforeEach
    void makeTable() {
        database.sql(Marking.TABLE).then().block(TIMEOUT);
    }

    @AfterEach
    void stop() {
        nodes.forEach(QueueNode::stop);
        testDatabase.connections().dispose();
    }

    @Test
    void tasksOfOneLaneTakeEffectInTheOrderOfTheirAcceptance() {
        QueueNode node = node(Marking.of("mark", 1));
        List<Long> accepted = ids(Flux.range(0, 40).concatMap(n -> node.tasks.submit(task("mark", "repository/1"))));
        awaitAll(node);
        assertThat(effects()).isEqualTo(accepted);
    }

    @Test
    void queuedTasksOfOneKindAreTakenInBatches() {
        Queue<Integer> sizes = Marking.sizes();
        QueueNode node = closed(Marking.of("mark", 10, Marking.noting(sizes)));
        List<Long> accepted = ids(Flux.range(0, 25).concatMap(n -> node.tasks.submit(task("mark", "repository/1"))));
        node.open();
        awaitAll(node);
        assertThat(sizes).containsExactly(10, 10, 5);
        assertThat(effects()).isEqualTo(accepted);
    }

    @Test
    void aBatchIsClaimedByTheTransactionThatSettlesTheOneBefore() {
        Queue<Integer> writers = Marking.sizes();
        Mono<Void> noted = database.sql("SELECT count(DISTINCT CAST(xmin AS text)) AS writers FROM task")
                .map(row -> Objects.requireNonNull(row.get("writers", Long.class)))
                .one()
                .doOnNext(count -> writers.add(count.intValue()))
                .then();
        QueueNode node = closed(Marking.of("mark", 10, tasks -> noted));
        ids(Flux.range(0, 20).concatMap(n -> node.tasks.submit(task("mark", "repository/1"))));
        node.open();
        awaitAll(node);
        assertThat(writers).hasSize(2).endsWith(1);
    }

    @Test
    void aBatchEndsBeforeATaskOfAnotherKindOrOfTwoLanes() {
        Queue<Integer> sizes = Marking.sizes();
        QueueNode node = closed(Marking.of("mark", 10, Marking.noting(sizes)), Marking.of("other", 10));
        submitAll(node, "mark", "mark", "other", "mark");
        node.submitted(task("mark", "repository/1", "repository/2"));
        submitAll(node, "mark");
        node.open();
        awaitAll(node);
        assertThat(sizes).containsExactly(2, 1, 1, 1);
        assertThat(effects()).isSorted().hasSize(6);
    }

    @Test
    void aBatchTakesAlongOnlyTasksWhoseOwnReadsAreOver() {
        Queue<Integer> sizes = Marking.sizes();
        Sinks.One<Boolean> gate = Sinks.one();
        QueueNode node = closed(
                Marking.of("publish", 10, Marking.noting(sizes)),
                Marking.of("add", 1, tasks -> gate.asMono().then()));
        NewTask publish = QueueNode.reading("publish", List.of("repository/1"), "publication/1");
        Task second = Objects.requireNonNull(
                Flux.range(0, 2).concatMap(n -> node.tasks.submit(publish)).blockLast(TIMEOUT));
        Task add = node.submitted(task("add", "repository/1"));
        Task third = node.submitted(publish);
        node.submitted(task("publish", "publication/1"));
        node.open();
        awaited(node, second);
        assertThat(sizes).containsExactly(2);
        assertThat(states(node, List.of(third))).containsExactly(TaskState.QUEUED);
        gate.tryEmitValue(true);
        awaitAll(node);
        assertThat(sizes).containsExactly(2, 2);
        assertThat(effects()).containsSubsequence(add.id().value(), third.id().value());
    }

    @Test
    void oneFailingTaskEndsNeitherItsLaneNorItsBatch() {
        QueueNode node = closed(Marking.of("mark", 10, tasks -> refuse(tasks, "bad")));
        List<Task> accepted = new ArrayList<>();
        for (String title : List.of("good", "bad", "good", "bad", "good")) {
            accepted.add(node.submitted(titled(title, task("mark", "repository/1"))));
        }
        node.open();
        awaitAll(node);
        assertThat(states(node, accepted))
                .containsExactly(
                        TaskState.SUCCEEDED,
                        TaskState.FAILED,
                        TaskState.SUCCEEDED,
                        TaskState.FAILED,
                        TaskState.SUCCEEDED);
        StepVerifier.create(node.tasks.find(accepted.get(1).id()).map(Task::outcome))
                .expectNext(new Outcome.Failed("unknown-task", Category.MISSING, "no"))
                .expectComplete()
                .verify(TIMEOUT);
    }

    @Test
    void aBrokenHandlerFailsItsTaskOpaquely() {
        QueueNode node = node(
                Marking.of("broken", 1, tasks -> Mono.error(new IllegalStateException("secret"))),
                Marking.of("fault", 1, tasks -> Mono.error(new Broken(QueueFault.TASK_BROKE, "secret"))),
                Marking.of("throws", 1, tasks -> {
                    throw new IllegalArgumentException("secret");
                }));
        for (String kind : List.of("broken", "fault", "throws")) {
            Task task = awaited(node, node.submitted(task(kind, "repository/1")));
            assertThat(task.outcome()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                assertThat(failed.code()).isEqualTo("task-broke");
                assertThat(failed.message()).contains("correlation test").doesNotContain("secret");
            });
        }
        Counter counted = Meters.TASK_FAILURES.counter(node.meters, "fault", "task-broke", "blame", "ours");
        Awaitility.await()
                .atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(counted.count()).isEqualTo(3));
    }

    @Test
    void aHandlerThatSettlesNothingFailsItsTask() {
        QueueNode node = node((client, atomically) -> new Idle("idle"));
        assertThat(awaited(node, node.submitted(task("idle", "repository/1"))).state())
                .isEqualTo(TaskState.FAILED);
    }

    @Test
    void aShortageIsTriedAgainUnderTheSameAttempt() {
        AtomicInteger tries = new AtomicInteger();
        QueueNode node = node(Marking.of(
                "mark",
                10,
                tasks -> tries.incrementAndGet() < 4
                        ? Mono.error(new Exhausted(QueueFault.QUEUE_STOPPED, "short", Duration.ofSeconds(1)))
                        : Mono.empty()));
        Task task = awaited(node, node.submitted(task("mark", "repository/1")));
        assertThat(task.state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(task.attempt()).isEqualTo(1);
        assertThat(tries).hasValue(4);
    }

    @Test
    void aReaderSeesEarlierWritersAndLetsLaterOnesPass() {
        Sinks.One<Void> began = Sinks.one();
        Sinks.One<Void> writer = Sinks.one();
        Sinks.One<Void> reader = Sinks.one();
        QueueNode node = node(
                Marking.of("held", 1, tasks -> {
                    began.tryEmitEmpty();
                    return writer.asMono();
                }),
                Marking.of("mark", 1),
                Marking.of("publish", 1, tasks -> reader.asMono()));
        Task held = node.submitted(task("held", "repository/1"));
        Task publish = node.submitted(reading("publish", List.of("repository/1"), "publication/p"));
        Task later = node.submitted(task("mark", "repository/1"));
        Task elsewhere = awaited(node, node.submitted(task("mark", "repository/2")));
        began.asMono().block(TIMEOUT);
        assertThat(states(node, List.of(held, publish, later, elsewhere)))
                .containsExactly(TaskState.RUNNING, TaskState.QUEUED, TaskState.QUEUED, TaskState.SUCCEEDED);
        writer.tryEmitEmpty().orThrow();
        awaited(node, later);
        assertThat(awaited(node, held).state()).isEqualTo(TaskState.SUCCEEDED);
        reader.tryEmitEmpty().orThrow();
        awaited(node, publish);
        assertThat(effects())
                .containsExactly(
                        elsewhere.id().value(),
                        held.id().value(),
                        later.id().value(),
                        publish.id().value());
    }

    @Test
    void tasksOfTwoLanesKeepTheOrderOfBothWithoutDeadlock() {
        QueueNode node = node(Marking.of("mark", 5));
        List<Long> accepted = ids(Flux.range(0, 120)
                .concatMap(n -> node.tasks.submit(
                        switch (n % 4) {
                            case 0 -> task("mark", "repository/1", "repository/2");
                            case 1 -> task("mark", "repository/2", "repository/1");
                            case 2 -> task("mark", "repository/1");
                            default -> task("mark", "repository/2");
                        })));
        awaitAll(node);
        assertThat(effects()).containsExactlyInAnyOrderElementsOf(accepted);
        assertOrderedAroundTwoLaneTasks(accepted);
    }

    @Test
    void aKindThatNobodyKnowsIsLeftAlone() {
        QueueNode node = node(Marking.of("mark", 1));
        Task unknown = node.submitted(task("later-release", "repository/1"));
        Task behind = node.submitted(task("mark", "repository/1"));
        awaited(node, node.submitted(task("mark", "repository/2")));
        assertThat(states(node, List.of(unknown, behind))).containsOnly(TaskState.QUEUED);
        QueueNode other = QueueNode.open("other", testDatabase.connections(), Marking.of("later-release", 1));
        nodes.add(other);
        assertThat(awaited(node, behind).state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(effects()).endsWith(unknown.id().value(), behind.id().value());
    }

    @Test
    void withLanesOffNothingIsLost() {
        QueueNode node = QueueNode.closed(
                        "one",
                        testDatabase.connections(),
                        QueueNode.limits(LaneLimits.Order.NONE),
                        Marking.of("mark", 5))
                .open();
        nodes.add(node);
        List<Long> accepted = ids(Flux.range(0, 200).flatMap(n -> node.tasks.submit(task("mark", "repository/1")), 16));
        awaitAll(node);
        assertThat(effects()).containsExactlyInAnyOrderElementsOf(accepted);
    }

    @Test
    void withLanesOffAClaimWhoseAnswerWasLostIsMadeAgain() {
        QueueNode node = QueueNode.closed(
                "one", testDatabase.connections(), QueueNode.limits(LaneLimits.Order.NONE), Marking.of("mark", 5));
        nodes.add(node);
        Claimant claimant = Claims.of(node.begin(), "mark");
        Task lost = node.submitted(task("mark", "repository/1"));
        assertThat(node.laneStore.claimAny(claimant, List.of(), 1).block(TIMEOUT))
                .hasSize(1);
        database.sql("UPDATE task SET started_at = started_at - interval '1 hour'")
                .then()
                .block(TIMEOUT);
        assertThat(node.laneStore.claimAny(claimant, List.of(lost.id()), 1).block(TIMEOUT))
                .as("what is at work is left alone")
                .isEmpty();
        node.lanes.open();
        assertThat(awaited(node, lost).attempt()).isEqualTo(2);
    }

    @Test
    void aLaneThatHasNothingToDoIsForgotten() {
        QueueNode node = node(Marking.of("mark", 1));
        Flux.range(0, 50)
                .flatMap(n -> node.tasks.submit(task("mark", "repository/" + n)).flatMap(t -> node.tasks.await(t.id())))
                .blockLast(TIMEOUT);
        StepVerifier.create(Flux.interval(Duration.ofMillis(10))
                        .filter(n -> node.lanes.awake() == 0)
                        .next())
                .expectNextCount(1)
                .expectComplete()
                .verify(TIMEOUT);
        StepVerifier.create(database.sql("SELECT name FROM lane")
                        .map(row -> row.get("name", String.class))
                        .all())
                .expectComplete()
                .verify(TIMEOUT);
    }

    private void assertOrderedAroundTwoLaneTasks(List<Long> accepted) {
        List<Long> applied = effects();
        for (int n = 0; n < accepted.size(); n++) {
            if (n % 4 < 2) {
                int at = applied.indexOf(accepted.get(n));
                assertThat(applied.subList(0, at)).containsExactlyInAnyOrderElementsOf(accepted.subList(0, n));
            }
        }
    }

    private static Mono<Void> refuse(List<Task> tasks, String title) {
        return tasks.stream().anyMatch(task -> task.title().equals(title))
                ? Mono.error(new Refused(QueueFault.UNKNOWN_TASK, "no"))
                : Mono.empty();
    }

    private QueueNode node(QueueNode.Made... handlers) {
        return closed(handlers).open();
    }

    private QueueNode closed(QueueNode.Made... handlers) {
        QueueNode node =
                QueueNode.closed("one", testDatabase.connections(), QueueNode.limits(LaneLimits.Order.LANES), handlers);
        nodes.add(node);
        return node;
    }

    private static void submitAll(QueueNode node, String... kinds) {
        for (String kind : kinds) {
            node.submitted(task(kind, "repository/1"));
        }
    }

    private static List<Long> ids(Flux<Task> tasks) {
        return Objects.requireNonNull(
                tasks.map(task -> task.id().value()).collectList().block(TIMEOUT));
    }

    private static Task awaited(QueueNode node, Task task) {
        return Objects.requireNonNull(node.tasks.await(task.id()).block(TIMEOUT));
    }

    private static void awaitAll(QueueNode node) {
        node.tasks.awaitAll().block(TIMEOUT);
    }

    private static List<TaskState> states(QueueNode node, List<Task> tasks) {
        return tasks.stream()
                .map(Task::id)
                .map(id -> Objects.requireNonNull(
                        node.tasks.find(id).map(Task::state).block(TIMEOUT)))
                .toList();
    }

    private List<Long> effects() {
        return Objects.requireNonNull(Marking.effects(database).collectList().block(TIMEOUT));
    }

    private record Idle(String kind) implements TaskHandler {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public int batch() {
            return 1;
        }

        @Override
        public Mono<Void> perform(List<Task> tasks) {
            return Mono.empty();
        }
    }
}
