package io.staithe.queue.lanes;

import static io.staithe.queue.lanes.QueueNode.TIMEOUT;
import static io.staithe.queue.lanes.QueueNode.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.queue.Claimant;
import io.staithe.queue.Decided;
import io.staithe.queue.Lane;
import io.staithe.queue.NextClaim;
import io.staithe.queue.QueueFault;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import io.staithe.queue.TaskState;
import io.staithe.testkit.TestDatabase;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** What transactions promise: whole or not at all, to their end, and told only after the commit. */
final class AtomicallyIT {
    private static final Lane LANE = new Lane("lane");

    private final TestDatabase testDatabase = TestDatabase.fresh();
    private final QueueNode node = QueueNode.closed(
            "one", testDatabase.connections(), QueueNode.limits(LaneLimits.Order.LANES), Marking.of("mark", 10));

    @BeforeEach
    void makeTable() {
        node.database.sql(Marking.TABLE).then().block(TIMEOUT);
    }

    @AfterEach
    void stop() {
        node.stop();
        testDatabase.connections().dispose();
    }

    @Test
    void anErrorRollsBackEverything() {
        StepVerifier.create(
                        node.atomically.transact(mark(1).then(Mono.error(new Refused(QueueFault.UNKNOWN_TASK, "no")))))
                .expectError(Refused.class)
                .verify(TIMEOUT);
        assertThat(marks()).isEmpty();
    }

    @Test
    void aCancelDoesNotCutWhatHasBegun() {
        Sinks.One<Void> go = Sinks.one();
        Sinks.One<Void> inside = Sinks.one();
        Mono<Void> change = mark(1).then(Mono.<Void>fromRunnable(inside::tryEmitEmpty))
                .then(go.asMono())
                .then(mark(2));
        StepVerifier.create(node.atomically.transact(change))
                .expectSubscription()
                .then(() -> inside.asMono().block(TIMEOUT))
                .thenCancel()
                .verify(TIMEOUT);
        go.tryEmitEmpty().orThrow();
        StepVerifier.create(Mono.defer(() -> Mono.just(2))
                        .delayUntil(n -> marked().filter(m -> m.size() == 2).repeatWhenEmpty(Flux::cache)))
                .expectNext(2)
                .expectComplete()
                .verify(TIMEOUT);
    }

    @Test
    void aCancelledSubmissionIsAcceptedAllTheSame() {
        Sinks.One<Void> go = Sinks.one();
        Sinks.One<TaskId> inside = Sinks.one();
        node.open();
        StepVerifier.create(node.atomically.transact(
                        node.atomically.accept(task("mark", "lane")).delayUntil(accepted -> {
                            inside.tryEmitValue(accepted.id()).orThrow();
                            return go.asMono();
                        })))
                .expectSubscription()
                .then(() -> inside.asMono().block(TIMEOUT))
                .thenCancel()
                .verify(TIMEOUT);
        go.tryEmitEmpty().orThrow();
        TaskId id = Objects.requireNonNull(inside.asMono().block(TIMEOUT));
        StepVerifier.create(node.store
                        .find(id)
                        .repeatWhenEmpty(Flux::cache)
                        .then(node.tasks.await(id))
                        .map(Task::state))
                .expectNext(TaskState.SUCCEEDED)
                .expectComplete()
                .verify(TIMEOUT);
    }

    @Test
    void theContextOfTheSubscriberReachesTheChange() {
        StepVerifier.create(node.atomically
                        .transact(Mono.deferContextual(context -> Mono.just(context.<String>get("key"))))
                        .contextWrite(context -> context.put("key", "value")))
                .expectNext("value")
                .expectComplete()
                .verify(TIMEOUT);
    }

    @Test
    void oneInsideAnotherJoinsIt() {
        StepVerifier.create(node.atomically.transact(node.atomically
                        .transact(mark(1))
                        .then(node.atomically.accept(task("mark", "lane")))
                        .then(Mono.error(new Refused(QueueFault.UNKNOWN_TASK, "no")))))
                .expectError(Refused.class)
                .verify(TIMEOUT);
        assertThat(marks()).isEmpty();
        StepVerifier.create(node.tasks.list()).expectComplete().verify(TIMEOUT);
    }

    @Test
    void anErrorInsideThatIsHandledOutsideStillRollsBack() {
        Mono<Void> inside =
                node.atomically.transact(mark(1).then(Mono.<Void>error(new Refused(QueueFault.UNKNOWN_TASK, "no"))));
        StepVerifier.create(node.atomically.transact(inside.onErrorComplete().then(mark(2))))
                .expectError(Fault.class)
                .verify(TIMEOUT);
        assertThat(marks()).isEmpty();
    }

    @Test
    void whoeverLosesADeadlockBeginsAgain() {
        mark(1).then(mark(2)).block(TIMEOUT);
        Sinks.Empty<Void> first = Sinks.empty();
        Sinks.Empty<Void> second = Sinks.empty();
        AtomicInteger begun = new AtomicInteger();
        Mono<Void> one = node.atomically.transact(
                touch(1, begun, first).then(second.asMono()).then(touch(2)));
        Mono<Void> other = node.atomically.transact(
                touch(2, begun, second).then(first.asMono()).then(touch(1)));
        StepVerifier.create(Mono.when(one, other)).expectComplete().verify(TIMEOUT);
        assertThat(begun).hasValue(3);
    }

    @Test
    void aLostConnectionIsAShortageAndLeavesNothing() {
        StepVerifier.create(node.atomically.transact(mark(1).then(loseConnection())))
                .expectErrorSatisfies(failure -> assertThat(failure).isInstanceOf(Exhausted.class))
                .verify(TIMEOUT);
        assertThat(marks()).isEmpty();
        node.atomically.transact(mark(2)).block(TIMEOUT);
        assertThat(marks()).containsExactly(2L);
    }

    @Test
    void aTaskWhoseConnectionIsLostIsTriedAgain() {
        AtomicInteger tries = new AtomicInteger();
        QueueNode other = QueueNode.open(
                "other",
                testDatabase.connections(),
                Marking.of(
                        "lossy",
                        10,
                        tasks -> tries.incrementAndGet() == 1
                                ? node.atomically.transact(loseConnection())
                                : Mono.empty()));
        Task task = other.submitted(task("lossy", "lane"));
        StepVerifier.create(other.tasks.await(task.id()))
                .assertNext(ended -> {
                    assertThat(ended.state()).isEqualTo(TaskState.SUCCEEDED);
                    assertThat(ended.attempt()).isEqualTo(1);
                })
                .expectComplete()
                .verify(TIMEOUT);
        other.stop();
    }

    @Test
    void anAttemptThatWasOvertakenRollsItsChangeBack() {
        node.begin();
        Task accepted = node.submitted(task("mark", "lane"));
        Task attempt1 = claimed();
        Task attempt2 = claimed();
        assertThat(attempt2.id()).isEqualTo(accepted.id());
        assertThat(attempt2.attempt()).isEqualTo(2);
        settle(attempt2, mark(2));
        StepVerifier.create(node.atomically.settle(mark(1).thenReturn(List.of(settlement(attempt1)))))
                .expectErrorSatisfies(
                        failure -> assertThat(((Fault) failure).code()).isEqualTo(QueueFault.SUPERSEDED))
                .verify(TIMEOUT);
        assertThat(marks()).containsExactly(2L);
    }

    @Test
    void oneOvertakenAttemptOfManyRollsAllBack() {
        node.begin();
        node.submitted(task("mark", "lane"));
        Task overtaken = claimed();
        Task present = claimed();
        StepVerifier.create(
                        node.atomically.settle(mark(1).thenReturn(List.of(settlement(present), settlement(overtaken)))))
                .expectError(Refused.class)
                .verify(TIMEOUT);
        assertThat(marks()).isEmpty();
        settle(present, mark(2));
    }

    @Test
    void settlingDeletesWhatWasKeptForTheTask() {
        node.begin();
        node.submitted(task("mark", "lane", "another"));
        settle(claimed(), Mono.empty());
        StepVerifier.create(node.database
                        .sql("SELECT count(*) AS left FROM task_lane")
                        .map(row -> row.get("left", Long.class))
                        .one())
                .expectNext(0L)
                .expectComplete()
                .verify(TIMEOUT);
    }

    @Test
    void whatSettlesTheLastOfARunClaimsOnAndIsUndoneWithThat() {
        Claimant claimant = Claims.of(node.begin(), "mark");
        List<Task> both = List.of(node.submitted(task("mark", "lane")), node.submitted(task("mark", "lane")));
        Run run = new Run(
                Objects.requireNonNull(node.laneStore.claim(LANE, claimant).block(TIMEOUT)));
        assertThat(run.ids())
                .containsExactlyInAnyOrder(both.get(0).id(), both.get(1).id());
        Task next = node.submitted(task("mark", "lane"));
        SerialLane lane = new SerialLane(LANE, node.lanes);
        ClaimAhead ahead = new ClaimAhead(lane, run, node.laneStore.claimOn(LANE, claimant));
        List<Settlement> last =
                run.unsettled().stream().map(AtomicallyIT::settlement).toList();
        Mono<Void> refused = Mono.error(new Refused(QueueFault.UNKNOWN_TASK, "no"));

        assertThat(ahead.isDueAfter(last.subList(0, 1))).isFalse();
        StepVerifier.create(settled(new Decided(last, refused), ahead))
                .expectError(Refused.class)
                .verify(TIMEOUT);
        assertThat(lane.ahead()).isEmpty();
        assertThat(node.store.find(next.id()).map(Task::state).block(TIMEOUT)).isEqualTo(TaskState.QUEUED);
        StepVerifier.create(settled(Decided.written(last), ahead))
                .expectNext(last)
                .expectComplete()
                .verify(TIMEOUT);
        assertThat(lane.ahead()).extracting(Task::id).containsExactly(next.id());
        assertThat(node.store.find(next.id()).map(Task::state).block(TIMEOUT)).isEqualTo(TaskState.RUNNING);
    }

    private Mono<List<Settlement>> settled(Decided decided, NextClaim next) {
        return node.atomically.settleAlong(Mono.just(decided)).contextWrite(context -> NextClaim.with(context, next));
    }

    private Task claimed() {
        List<Task> tasks = node.laneStore
                .claim(LANE, Claims.of(node.presence.alive().orElseThrow(), "mark"))
                .block(TIMEOUT);
        return Objects.requireNonNull(tasks).get(0);
    }

    private void settle(Task task, Mono<Void> change) {
        node.atomically.settle(change.thenReturn(List.of(settlement(task)))).block(TIMEOUT);
    }

    private static Settlement settlement(Task task) {
        return Settlement.succeeded(task, null, "");
    }

    private Mono<Void> mark(long number) {
        return node.database
                .sql("INSERT INTO effect (task_id, attempt, lane) VALUES (:number, 1, 'x')")
                .bind("number", number)
                .then();
    }

    private Mono<Void> touch(long number, AtomicInteger begun, Sinks.Empty<Void> locked) {
        return touch(number).then(Mono.fromRunnable(() -> {
            begun.incrementAndGet();
            locked.tryEmitEmpty();
        }));
    }

    private Mono<Void> touch(long number) {
        return node.database
                .sql("UPDATE effect SET attempt = attempt + 1 WHERE task_id = :number")
                .bind("number", number)
                .then();
    }

    private Mono<Void> loseConnection() {
        return node.database
                .sql("SELECT pg_terminate_backend(pg_backend_pid())")
                .then();
    }

    private Mono<List<Long>> marked() {
        return Marking.effects(node.database).collectList();
    }

    private List<Long> marks() {
        return Objects.requireNonNull(marked().block(TIMEOUT));
    }
}
