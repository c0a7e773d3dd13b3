package io.staithe.queue.lanes;

import static io.staithe.queue.lanes.QueueNode.TIMEOUT;
import static io.staithe.queue.lanes.QueueNode.task;
import static io.staithe.queue.lanes.QueueNode.titled;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.queue.NewTask;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Many submitters, several instances: every task takes effect exactly once, and each lane keeps its order. */
@Tag("race")
final class LaneRaceIT {
    private static final int SUBMITTERS = 16;
    private static final int LANES = Integer.getInteger("staithe.trial.lanes", 300);
    private static final int ROUNDS = LANES / 30;

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

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void lanesThatFallIdleLoseNoWakeUp(long seed) {
        Random random = new Random(seed);
        // Nothing but the wake-ups makes this end within the bound: the poll is too slow.
        QueueNode node = node("one", Duration.ofMinutes(10));
        for (int round = 0; round < ROUNDS; round++) {
            int lanes = 1 + random.nextInt(3);
            Flux.range(0, SUBMITTERS)
                    .flatMap(
                            submitter -> Flux.range(0, 3)
                                    .concatMap(n -> node.tasks.submit(by(submitter, submitter % lanes)))
                                    .concatMap(task -> node.tasks.await(task.id())),
                            SUBMITTERS)
                    .blockLast(TIMEOUT);
        }
        assertThat(accepted()).hasSize(ROUNDS * SUBMITTERS * 3);
        assertEachOnceAndInOrder();
    }

    @Test
    void twoInstancesApplyEveryTaskOnceAndInOrder() {
        QueueNode one = node("one", Duration.ofMillis(200));
        QueueNode two = node("two", Duration.ofMillis(200));
        submitAndAwait(one, two, 40);
        assertEachOnceAndInOrder();
    }

    @Test
    void anInstanceThatStopsAmidTheStormLosesNothing() {
        QueueNode one = node("one", Duration.ofMillis(200));
        QueueNode two = node("two", Duration.ofMillis(200));
        Flux.range(0, 300)
                .flatMap(n -> one.tasks.submit(by(n, n % 5)), SUBMITTERS)
                .index()
                .concatMap(indexed -> indexed.getT1() == 100 ? two.lanes.close(Duration.ofSeconds(10)) : Mono.empty())
                .blockLast(TIMEOUT);
        one.tasks.awaitAll().block(TIMEOUT);
        assertEachOnceAndInOrder();
    }

    @Test
    void manyLanesAreServed() {
        QueueNode node = node("one", Duration.ofSeconds(1));
        Flux.range(0, LANES)
                .flatMap(n -> node.tasks.submit(task("mark", "lane/" + n)), SUBMITTERS)
                .blockLast(TIMEOUT.multipliedBy(5));
        node.tasks.awaitAll().block(TIMEOUT.multipliedBy(5));
        assertEachOnceAndInOrder();
        assertThat(accepted()).hasSize(LANES);
    }

    /** Each submitter submits one after the other to a lane of its own choice, at one instance after the other. */
    private void submitAndAwait(QueueNode one, QueueNode two, int each) {
        Flux.range(0, SUBMITTERS)
                .flatMap(
                        submitter -> Flux.range(0, each)
                                .concatMap(n -> (n % 2 == 0 ? one : two).tasks.submit(by(submitter, submitter % 5)))
                                .concatMap(task -> one.tasks.await(task.id())),
                        SUBMITTERS)
                .blockLast(TIMEOUT.multipliedBy(2));
    }

    private static NewTask by(int submitter, int lane) {
        return titled("submitter " + submitter, task("mark", "lane/" + lane));
    }

    /** Tasks are in order where one was accepted before the other was submitted: those of one submitter are. */
    private void assertEachOnceAndInOrder() {
        assertThat(all(database.sql("SELECT id FROM task WHERE attempt <> 1")
                        .map(row -> Objects.requireNonNull(row.get("id", Long.class)))
                        .all()))
                .as("tasks that were taken up twice while their owner lived")
                .isEmpty();
        assertThat(all(Marking.effects(database))).containsExactlyInAnyOrderElementsOf(accepted());
        for (String submitter : all(database.sql("SELECT DISTINCT title FROM task")
                .map(row -> Objects.requireNonNull(row.get("title", String.class)))
                .all()
                .take(50))) {
            assertThat(all(Marking.effectsOf(database, submitter))).isSorted();
        }
    }

    private List<Long> accepted() {
        return all(database.sql("SELECT id FROM task")
                .map(row -> Objects.requireNonNull(row.get("id", Long.class)))
                .all());
    }

    private static <T> List<T> all(Flux<T> rows) {
        return Objects.requireNonNull(rows.collectList().block(TIMEOUT));
    }

    private QueueNode node(String name, Duration poll) {
        QueueNode node = QueueNode.closed(
                        name,
                        testDatabase.connections(),
                        new LaneLimits(LaneLimits.Order.LANES, 8, 20_000, poll, QueueNode.LAPSE),
                        Marking.of("mark", 10))
                .open();
        nodes.add(node);
        return node;
    }
}
