package io.staithe.queue.lanes;

import static io.staithe.queue.lanes.QueueNode.LAPSE;
import static io.staithe.queue.lanes.QueueNode.TIMEOUT;
import static io.staithe.queue.lanes.QueueNode.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.postgres.PgInstances;
import io.staithe.queue.Claimant;
import io.staithe.queue.Instance;
import io.staithe.queue.Lane;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import io.staithe.queue.TaskState;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What happens to the lanes and tasks of an instance that is gone. */
final class TakeoverIT {
    private static final Lane LANE = new Lane("lane");

    private final TestDatabase testDatabase = TestDatabase.fresh();
    private final DatabaseClient database = DatabaseClient.create(testDatabase.connections());
    private final PgInstances instances = new PgInstances(database);
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
    void tasksOfALapsedInstanceAreTakenUpInOrder() {
        QueueNode node = closed("living");
        Instance gone = registered("gone");
        List<Long> accepted = submitted(node, 6);
        List<Task> taken = claim(node, gone);
        assertThat(taken).hasSize(6);
        node.open();
        node.tasks.awaitAll().block(TIMEOUT);
        assertThat(effects()).isEqualTo(accepted);
        assertThat(found(node, taken.get(0)).attempt()).isEqualTo(2);
    }

    @Test
    void aLivingOwnerKeepsItsLane() {
        QueueNode node = closed("one");
        Instance one = registered("one");
        Instance two = registered("two");
        submitted(node, 2);
        assertThat(claim(node, one)).hasSize(2);
        submitted(node, 1);
        assertThat(claim(node, two)).isEmpty();
        StepVerifier.create(node.laneStore.lanesWithWork(Claims.of(two, "mark"), 10))
                .expectComplete()
                .verify(TIMEOUT);
    }

    @Test
    void instancesThatStoppedOrFellSilentHaveLapsed() {
        registered("living");
        Instance stopped = registered("stopped");
        instances.stop(stopped).block(TIMEOUT);

        assertThat(instances.lapsed(Duration.ofHours(1)).collectList().block(TIMEOUT))
                .containsExactly("stopped");
        assertThat(instances.lapsed(Duration.ofHours(-1)).collectList().block(TIMEOUT))
                .containsExactlyInAnyOrder("living", "stopped");
    }

    @Test
    void aNewStartOfTheSameInstanceTakesItsTasksUpAtOnce() {
        QueueNode node = closed("one");
        Instance first = registered("one");
        submitted(node, 3);
        List<Task> taken = claim(node, first);
        Instance second = registered("one");
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.start()).isEqualTo(first.start() + 1);
        assertThat(claim(node, first)).isEmpty();
        List<Task> again = claim(node, second);
        assertThat(again).extracting(Task::id).containsExactly(taken.get(0).id());
        assertThat(again).extracting(Task::attempt).containsExactly(2);
    }

    @Test
    void anOrderlyStopFreesItsLanesAndTasksAtOnce() {
        QueueNode node = closed("one");
        Instance one = registered("one");
        Instance two = registered("two");
        submitted(node, 2);
        assertThat(claim(node, one)).hasSize(2);
        instances.stop(one).block(TIMEOUT);
        assertThat(claim(node, two)).hasSize(1);
        assertThat(claim(node, one)).isEmpty();
        StepVerifier.create(instances.beat(one)).expectComplete().verify(TIMEOUT);
    }

    @Test
    void anAttemptOfALapsedInstanceCannotSettleAnyMore() {
        QueueNode node = closed("living");
        Instance gone = registered("gone");
        submitted(node, 1);
        Task stale = claim(node, gone).get(0);
        node.open();
        node.tasks.await(stale.id()).block(TIMEOUT);
        StepVerifier.create(node.atomically.settle(Mono.just(List.of(Settlement.succeeded(stale, null, "late")))))
                .expectError()
                .verify(TIMEOUT);
        assertThat(found(node, stale).output()).isEqualTo("marked\n");
    }

    @Test
    void aWaitEndsWhereverTheTaskRuns() {
        QueueNode waiting = QueueNode.open("waiting", testDatabase.connections());
        nodes.add(waiting);
        Task task = waiting.submitted(task("mark", "lane"));
        StepVerifier.create(waiting.tasks.await(task.id()).map(Task::state))
                .expectSubscription()
                .then(() -> closed("working").open())
                .expectNext(TaskState.SUCCEEDED)
                .expectComplete()
                .verify(TIMEOUT);
    }

    @Test
    void aBatchOfALapsedInstanceIsTakenUpOneByOne() {
        Queue<Integer> sizes = Marking.sizes();
        QueueNode node = QueueNode.closed(
                "living",
                testDatabase.connections(),
                QueueNode.limits(LaneLimits.Order.LANES),
                Marking.of("mark", 10, Marking.noting(sizes)));
        nodes.add(node);
        submitted(node, 3);
        claim(node, registered("gone"));
        node.open();
        node.tasks.awaitAll().block(TIMEOUT);
        assertThat(sizes).containsExactly(1, 1, 1);
    }

    @Test
    void anOwnerClaimsOnUntilNothingIsLeftAndTheLaneIsFree() {
        QueueNode node = closed("one");
        Instance one = registered("one");
        submitted(node, 1);
        settle(node, claim(node, one));
        List<Long> later = submitted(node, 2);
        List<Task> next = claim(node, one);
        assertThat(next).extracting(task -> task.id().value()).isEqualTo(later);
        settle(node, next);
        assertThat(claim(node, one)).isEmpty();
        assertThat(owners()).isEmpty();
    }

    @Test
    void anOwnerThatWasTakenOverClaimsNothingMoreWhenItLivesAgain() {
        QueueNode node = closed("one");
        Instance one = registered("one");
        Instance two = registered("two");
        submitted(node, 1);
        settle(node, claim(node, one));
        submitted(node, 1);
        database.sql("UPDATE instance SET heartbeat_at = '-infinity' WHERE name = 'one'")
                .then()
                .block(TIMEOUT);
        assertThat(claim(node, two)).hasSize(1);
        instances.beat(one).block(TIMEOUT);
        submitted(node, 1);
        assertThat(claim(node, one)).isEmpty();
        assertThat(owners()).containsExactly(two.id());
    }

    /** During a rolling update: what the next release submits waits for it, and the lane is nobody's meanwhile. */
    @Test
    void anOwnerThatDoesNotKnowTheVersionOfTheNextTaskGivesTheLaneUp() {
        QueueNode node = closed("one");
        Instance one = registered("one");
        submitted(node, 1);
        List<Task> known = claim(node, one);
        Task later = node.submitted(QueueNode.ofVersion(2, task("mark", LANE.name())));
        submitted(node, 1);
        assertThat(owners()).containsExactly(one.id());
        settle(node, known);
        assertThat(claim(node, one)).isEmpty();
        assertThat(owners()).isEmpty();

        Claimant ofNextRelease = new Claimant(registered("two"), LAPSE, List.of(new Claimant.Skill("mark", 2, 10)));
        assertThat(node.laneStore.claim(LANE, ofNextRelease).block(TIMEOUT))
                .extracting(Task::id)
                .hasSize(2)
                .startsWith(later.id());
    }

    private static void settle(QueueNode node, List<Task> tasks) {
        List<Settlement> settlements =
                tasks.stream().map(task -> Settlement.succeeded(task, null, "")).toList();
        node.atomically.settle(Mono.just(settlements)).block(TIMEOUT);
    }

    private List<Long> owners() {
        return Objects.requireNonNull(database.sql("SELECT owner_instance FROM lane")
                .map(row -> row.get("owner_instance", Long.class))
                .all()
                .collectList()
                .block(TIMEOUT));
    }

    private QueueNode closed(String name) {
        QueueNode node = QueueNode.closed(
                name, testDatabase.connections(), QueueNode.limits(LaneLimits.Order.LANES), Marking.of("mark", 10));
        nodes.add(node);
        return node;
    }

    private Instance registered(String name) {
        return Objects.requireNonNull(instances.register(name, null).block(TIMEOUT));
    }

    private static List<Task> claim(QueueNode node, Instance instance) {
        return Objects.requireNonNull(
                node.laneStore.claim(LANE, Claims.of(instance, "mark")).block(TIMEOUT));
    }

    private static List<Long> submitted(QueueNode node, int count) {
        return Objects.requireNonNull(Flux.range(0, count)
                .concatMap(n -> node.tasks.submit(task("mark", LANE.name())))
                .map(task -> task.id().value())
                .collectList()
                .block(TIMEOUT));
    }

    private static Task found(QueueNode node, Task task) {
        return Objects.requireNonNull(node.tasks.find(task.id()).block(TIMEOUT));
    }

    private List<Long> effects() {
        return Objects.requireNonNull(Marking.effects(database).collectList().block(TIMEOUT));
    }
}
