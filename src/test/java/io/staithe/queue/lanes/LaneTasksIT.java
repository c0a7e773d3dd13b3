package io.staithe.queue.lanes;

import static io.staithe.queue.lanes.QueueNode.TIMEOUT;
import static io.staithe.queue.lanes.QueueNode.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.Caller;
import io.staithe.fault.Fault;
import io.staithe.fault.FaultCode;
import io.staithe.observe.Departures;
import io.staithe.queue.Announcements;
import io.staithe.queue.Backlog;
import io.staithe.queue.Lane;
import io.staithe.queue.NewTask;
import io.staithe.queue.Outcome;
import io.staithe.queue.QueueFault;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import io.staithe.queue.TaskState;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** What callers may ask of tasks. */
final class LaneTasksIT {
    private static final TaskId UNKNOWN = new TaskId(4711);

    private final Sinks.Empty<Void> gate = Sinks.empty();
    private final TestDatabase testDatabase = TestDatabase.fresh();
    private final QueueNode node = QueueNode.closed(
            "one",
            testDatabase.connections(),
            QueueNode.limits(LaneLimits.Order.LANES),
            Marking.of("mark", 10),
            Marking.of("held", 1, tasks -> gate.asMono()));

    @BeforeEach
    void open() {
        node.database.sql(Marking.TABLE).then().block(TIMEOUT);
        node.open();
    }

    @AfterEach
    void stop() {
        node.stop();
        testDatabase.connections().dispose();
    }

    @Test
    void whatWasAcceptedIsFoundAsItWasGiven() {
        NewTask given = new NewTask(
                "unknown-kind",
                3,
                "{\"files\": [\"a\", \"b\"]}",
                "Title",
                Caller.trusted("ci"),
                "c-1",
                List.of(new Lane("repository/2"), new Lane("repository/1"), new Lane("repository/2")),
                List.of(new Lane("repository/1"), new Lane("repository/9")),
                false);
        Task accepted = node.submitted(given);
        assertThat(accepted.state()).isEqualTo(TaskState.QUEUED);
        assertThat(accepted.attempt()).isZero();
        StepVerifier.create(node.tasks.find(accepted.id()))
                .assertNext(found -> {
                    assertThat(found).usingRecursiveComparison().isEqualTo(accepted);
                    assertThat(found.payload()).isEqualTo(given.payload());
                    assertThat(found.changes()).containsExactly(new Lane("repository/2"), new Lane("repository/1"));
                    assertThat(found.reads()).containsExactly(new Lane("repository/9"));
                    assertThat(found.caller()).isEqualTo(Caller.trusted("ci"));
                })
                .expectComplete()
                .verify(TIMEOUT);
    }

    @Test
    void aFinishedTaskTellsItsOutcome() {
        Task task = ended(task("mark", "lane"));
        assertThat(task.state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(task.outcome()).isEqualTo(new Outcome.Succeeded("{\"a\": 1}"));
        assertThat(task.output()).isEqualTo("marked\n");
    }

    @Test
    void unknownTasksAreRefusedEverywhere() {
        assertRefused(node.tasks.find(UNKNOWN), QueueFault.UNKNOWN_TASK);
        assertRefused(node.tasks.await(UNKNOWN), QueueFault.UNKNOWN_TASK);
        assertRefused(node.tasks.delete(UNKNOWN), QueueFault.UNKNOWN_TASK);
    }

    @Test
    void aFullQueueRefusesWithATimeToComeAgain() {
        var announcements = new Announcements();
        var second = Duration.ofSeconds(1);
        var capacity =
                new Capacity(announcements, 3, new Departures(System::nanoTime, new Departures.Bounds(second, second)));
        for (int number = 0; number < 3; number++) {
            announcements.accepted(node.submitted(task("nobody", "repository/1")));
        }
        var small = new LaneTasks(node.atomically, node.store, announcements, capacity, TIMEOUT);
        assertRefused(small.submit(task("nobody", "repository/1")), QueueFault.QUEUE_FULL);
        assertRefused(small.room(), QueueFault.QUEUE_FULL);
        capacity.measured(new Backlog(2, 0, Duration.ZERO));
        assertThat(small.submit(task("nobody", "repository/1")).block(TIMEOUT)).isNotNull();
    }

    @Test
    void onlyFinishedTasksAreDeleted() {
        Task held = node.submitted(task("held", "lane"));
        assertRefused(node.tasks.delete(held.id()), QueueFault.TASK_NOT_FINISHED);
        gate.tryEmitEmpty().orThrow();
        node.tasks.await(held.id()).block(TIMEOUT);
        StepVerifier.create(node.tasks.delete(held.id()).map(Task::state))
                .expectNext(TaskState.SUCCEEDED)
                .expectComplete()
                .verify(TIMEOUT);
        assertRefused(node.tasks.delete(held.id()), QueueFault.UNKNOWN_TASK);
        assertRefused(node.tasks.find(held.id()), QueueFault.UNKNOWN_TASK);
    }

    @Test
    void aQueuedTaskIsCancelledAndWhatWaitsForItGoesOn() {
        Task held = node.submitted(task("held", "lane"));
        Task queued = node.submitted(task("mark", "lane", "other"));
        Task behind = node.submitted(task("mark", "other"));
        StepVerifier.create(node.tasks.await(queued.id()).map(Task::state))
                .then(() -> assertThat(node.tasks.cancel(queued.id()).block(TIMEOUT))
                        .extracting(Task::state)
                        .isEqualTo(TaskState.CANCELLED))
                .expectNext(TaskState.CANCELLED)
                .expectComplete()
                .verify(TIMEOUT);
        assertThat(Objects.requireNonNull(node.tasks.await(behind.id()).block(TIMEOUT))
                        .state())
                .isEqualTo(TaskState.SUCCEEDED);
        assertThat(node.tasks.cancel(queued.id()).block(TIMEOUT)).isNotNull();
        gate.tryEmitEmpty().orThrow();
        node.tasks.await(held.id()).block(TIMEOUT);
        assertThat(effects()).containsExactly(behind.id().value(), held.id().value());
        assertListed(held, queued, behind);
    }

    @Test
    void whatHasStartedIsNotCancelled() {
        Task held = node.submitted(task("held", "lane"));
        awaitStart(held);
        assertRefused(node.tasks.cancel(held.id()), QueueFault.TASK_STARTED);
        gate.tryEmitEmpty().orThrow();
        assertThat(Objects.requireNonNull(node.tasks.await(held.id()).block(TIMEOUT))
                        .state())
                .isEqualTo(TaskState.SUCCEEDED);
        assertRefused(node.tasks.cancel(held.id()), QueueFault.TASK_STARTED);
        assertRefused(node.tasks.cancel(UNKNOWN), QueueFault.UNKNOWN_TASK);
    }

    @Test
    void ofACancelAndAStartAtTheSameTimeOneWins() {
        List<Task> tasks = Flux.range(0, 50)
                .concatMap(number -> node.tasks.submit(task("mark", "lane/" + number % 5)))
                .collectList()
                .block(TIMEOUT);
        Flux.fromIterable(Objects.requireNonNull(tasks))
                .flatMap(task -> node.tasks.cancel(task.id()).onErrorResume(Fault.class, started -> Mono.empty()))
                .blockLast(TIMEOUT);
        node.tasks.awaitAll().block(TIMEOUT);
        List<Long> done = Flux.fromIterable(tasks)
                .concatMap(task -> node.tasks.find(task.id()))
                .filter(task -> task.state() == TaskState.SUCCEEDED)
                .map(task -> task.id().value())
                .collectList()
                .block(TIMEOUT);
        assertThat(effects()).containsExactlyInAnyOrderElementsOf(Objects.requireNonNull(done));
    }

    @Test
    void listsHaveListedAndUnfinishedTasksInOrder() {
        Task first = ended(task("mark", "lane"));
        Task unlisted = ended(unlisted("mark"));
        Task second = ended(task("mark", "lane"));
        Task unfinished = node.submitted(unlisted("held"));
        assertThat(unlisted.state()).isEqualTo(TaskState.SUCCEEDED);
        assertListed(first, second, unfinished);
        node.tasks.clear().block(TIMEOUT);
        assertListed(unfinished);
        gate.tryEmitEmpty().orThrow();
        node.tasks.awaitAll().block(TIMEOUT);
        assertListed();
    }

    @Test
    void moreMayWaitForOneTaskThanThereAreConnectionsAndACancelledWaitLeavesItAlone() {
        int connections = testDatabase.connections().getMetrics().orElseThrow().getMaxAllocatedSize();
        int waiting = 10 * connections;
        Task held = node.submitted(task("held", "lane"));
        StepVerifier.create(node.tasks.await(held.id()))
                .expectSubscription()
                .thenCancel()
                .verify(TIMEOUT);
        StepVerifier.create(Flux.range(0, waiting)
                        .flatMap(n -> node.tasks.await(held.id()), waiting)
                        .map(Task::state))
                .expectSubscription()
                .then(() -> gate.tryEmitEmpty().orThrow())
                .expectNextCount(waiting)
                .expectComplete()
                .verify(TIMEOUT);
    }

    @Test
    void waitsEndWhenTheServerStops() {
        Task held = node.submitted(task("held", "lane"));
        StepVerifier.create(node.tasks.await(held.id()))
                .expectSubscription()
                .then(node.tasks::close)
                .expectErrorSatisfies(failure -> assertCode(failure, QueueFault.QUEUE_STOPPED))
                .verify(TIMEOUT);
        gate.tryEmitEmpty().orThrow();
    }

    @Test
    void finishedTasksAreKeptForATimeAndANumber() {
        Flux.range(0, 6).concatMap(n -> node.tasks.submit(task("mark", "lane"))).blockLast(TIMEOUT);
        node.tasks.awaitAll().block(TIMEOUT);
        Task unfinished = node.submitted(task("held", "lane"));
        assertSwept(Duration.ofDays(1), 10, 0);
        assertSwept(Duration.ofDays(1), 2, 4);
        StepVerifier.create(node.tasks.list().map(task -> task.id().value()))
                .expectNext(5L, 6L, unfinished.id().value())
                .expectComplete()
                .verify(TIMEOUT);
        assertSwept(Duration.ZERO, 10, 2);
        assertListed(unfinished);
        gate.tryEmitEmpty().orThrow();
    }

    @Test
    void theBacklogCountsWhatIsNotFinished() {
        node.submitted(task("held", "lane"));
        node.submitted(task("mark", "lane"));
        node.submitted(task("mark", "lane"));
        StepVerifier.create(node.store
                        .backlog()
                        .filter(backlog -> backlog.running() == 1)
                        .repeatWhenEmpty(looks -> looks.concatMap(n -> Mono.delay(Duration.ofMillis(5)))))
                .assertNext(backlog -> assertThat(backlog.queued()).isEqualTo(2))
                .expectComplete()
                .verify(TIMEOUT);
        gate.tryEmitEmpty().orThrow();
        node.tasks.awaitAll().block(TIMEOUT);
    }

    private void assertSwept(Duration keepFor, long keepCount, long removed) {
        StepVerifier.create(node.store.sweep(keepFor, keepCount, 1000))
                .expectNext(removed)
                .expectComplete()
                .verify(TIMEOUT);
    }

    private List<Long> effects() {
        return Objects.requireNonNull(
                Marking.effects(node.database).collectList().block(TIMEOUT));
    }

    private void awaitStart(Task task) {
        Mono.defer(() -> node.tasks.find(task.id()))
                .filter(found -> found.state() == TaskState.RUNNING)
                .repeatWhenEmpty(looks -> looks.delayElements(Duration.ofMillis(10)))
                .block(TIMEOUT);
    }

    private void assertListed(Task... tasks) {
        StepVerifier.create(node.tasks.list().map(Task::id).collectList())
                .assertNext(ids -> assertThat(ids)
                        .containsExactlyElementsOf(
                                List.of(tasks).stream().map(Task::id).toList()))
                .expectComplete()
                .verify(TIMEOUT);
    }

    private static void assertRefused(Mono<?> call, FaultCode code) {
        StepVerifier.create(call)
                .expectErrorSatisfies(failure -> assertCode(failure, code))
                .verify(TIMEOUT);
    }

    private static void assertCode(Throwable failure, FaultCode code) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(code));
    }

    private Task ended(NewTask task) {
        return Objects.requireNonNull(node.tasks
                .submit(task)
                .flatMap(accepted -> node.tasks.await(accepted.id()))
                .block(TIMEOUT));
    }

    private static NewTask unlisted(String kind) {
        NewTask listed = task(kind, "lane");
        return new NewTask(kind, 1, "{}", kind, listed.caller(), "test", listed.changes(), listed.reads(), false);
    }
}
