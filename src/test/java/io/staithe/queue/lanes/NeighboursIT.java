package io.staithe.queue.lanes;

import static io.staithe.queue.lanes.QueueNode.LAPSE;
import static io.staithe.queue.lanes.QueueNode.TIMEOUT;
import static io.staithe.queue.lanes.QueueNode.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.staithe.postgres.Connections;
import io.staithe.postgres.DatabaseAddress;
import io.staithe.postgres.DatabaseAddress.Host;
import io.staithe.postgres.PgNotices;
import io.staithe.postgres.SessionConnections;
import io.staithe.queue.Notices;
import io.staithe.queue.Task;
import io.staithe.queue.TaskState;
import io.staithe.testkit.TcpProxy;
import io.staithe.testkit.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** What instances tell each other; none of them ever looks by itself here, but where it says so. */
final class NeighboursIT {
    /** Nobody looks within the time of a test. */
    private static final LaneLimits BLIND =
            new LaneLimits(LaneLimits.Order.LANES, 8, 20_000, Duration.ofHours(1), LAPSE);

    private final TestDatabase testDatabase = TestDatabase.fresh();
    private final DatabaseClient database = DatabaseClient.create(testDatabase.connections());
    private final List<QueueNode> nodes = new ArrayList<>();
    private final Sinks.Empty<Void> first = Sinks.empty();
    private final Sinks.Empty<Void> other = Sinks.empty();

    @BeforeEach
    void makeTable() {
        database.sql(Marking.TABLE).then().block(TIMEOUT);
    }

    @AfterEach
    void stop() {
        first.tryEmitEmpty();
        other.tryEmitEmpty();
        nodes.forEach(QueueNode::stop);
        testDatabase.connections().dispose();
    }

    @Test
    void aWaitIsToldOfWhatAnotherInstanceSettles() {
        QueueNode working = node("working", BLIND, testDatabase.address());
        QueueNode waiting = node("waiting", BLIND, testDatabase.address());
        acquainted(working, waiting);
        Task task = working.submitted(task("held", "lane"));
        StepVerifier.create(waiting.tasks.await(task.id()).map(Task::state))
                .expectSubscription()
                .then(first::tryEmitEmpty)
                .expectNext(TaskState.SUCCEEDED)
                .expectComplete()
                .verify(TIMEOUT);
    }

    @Test
    void whatWasSettledElsewhereJustBeforeTheWaitIsFoundToo() {
        QueueNode working = node("working", BLIND, testDatabase.address());
        QueueNode waiting = node("waiting", BLIND, testDatabase.address());
        acquainted(working, waiting);
        Task task = working.submitted(task("mark", "lane"));
        working.tasks.await(task.id()).block(TIMEOUT);
        Task last = working.submitted(task("mark", "lane"));
        waiting.tasks.await(last.id()).block(TIMEOUT);
        StepVerifier.create(waiting.tasks.await(task).map(Task::state))
                .expectNext(TaskState.SUCCEEDED)
                .expectComplete()
                .verify(TIMEOUT);
    }

    /** While one lane is held up for long, another that has work goes to somebody else. */
    @Test
    void anInstanceThatStopsHandsEachLaneOverWhenItsTaskHasEnded() {
        QueueNode leaving = node("leaving", BLIND, testDatabase.address());
        QueueNode staying = node("staying", BLIND, testDatabase.address());
        acquainted(leaving, staying);
        leaving.submitted(task("held", "lane"));
        List<Task> behind = IntStream.range(0, 3)
                .mapToObj(n -> leaving.submitted(task("mark", "lane")))
                .toList();
        Task stuck = leaving.submitted(task("stuck", "other"));
        await().atMost(TIMEOUT).until(() -> state(leaving, stuck) == TaskState.RUNNING);

        Mono<Void> closing = leaving.lanes.close(TIMEOUT);
        StepVerifier.create(closing)
                .expectSubscription()
                .then(() -> {
                    first.tryEmitEmpty();
                    behind.forEach(task -> staying.tasks.await(task).block(TIMEOUT));
                    assertThat(state(staying, stuck)).isEqualTo(TaskState.RUNNING);
                    other.tryEmitEmpty();
                })
                .expectComplete()
                .verify(TIMEOUT);
        assertThat(effects()).endsWith(stuck.id().value()).hasSize(5);
        assertThat(staying.meters.find("staithe.queue.takeovers").counter())
                .as("nothing was begun twice")
                .isNull();
    }

    @Test
    void whatAnInstanceLeavesWhenItIsGoneIsTakenUpAtOnceAndCounted() {
        QueueNode leaving = node("leaving", BLIND, testDatabase.address());
        QueueNode staying = node("staying", BLIND, testDatabase.address());
        acquainted(leaving, staying);
        Task cut = leaving.submitted(task("held", "lane"));
        await().atMost(TIMEOUT).until(() -> state(leaving, cut) == TaskState.RUNNING);
        leaving.stopWithin(Duration.ofMillis(1));
        await().atMost(TIMEOUT).until(() -> found(staying, cut).attempt() == 2);
        first.tryEmitEmpty();
        staying.tasks.await(cut).block(TIMEOUT);
        assertThat(staying.meters.get("staithe.queue.takeovers").counter().count())
                .isEqualTo(1);
        assertThat(staying.hears(0)).isTrue();
    }

    @Test
    void aLineThatIsCutIsMadeAnew() throws SQLException {
        QueueNode one = node("one", BLIND, testDatabase.address());
        QueueNode two = node("two", BLIND, testDatabase.address());
        acquainted(one, two);
        int cut = 0;
        try (var connection = testDatabase.connect();
                var found = connection
                        .createStatement()
                        .executeQuery("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                + " WHERE datname = current_database() AND query LIKE 'SELECT pg_notify%'"
                                + " AND pid <> pg_backend_pid()")) {
            while (found.next()) {
                cut++;
            }
        }
        assertThat(cut).isEqualTo(2);
        await().atMost(TIMEOUT).until(() -> !one.hears(1) || !two.hears(1));
        acquainted(one, two);
        Task task = one.submitted(task("mark", "lane"));
        two.tasks.await(task.id()).block(TIMEOUT);
    }

    /** As where LISTEN went through a pooler: whoever hears nothing looks as often as without notices. */
    @Test
    void whoeverHearsNothingLooksByItself() throws IOException {
        Host host = testDatabase.address().hosts().get(0);
        try (TcpProxy proxy = new TcpProxy(host.name(), host.port())) {
            QueueNode working = node("working", BLIND, testDatabase.address());
            QueueNode waiting = node("waiting", QueueNode.limits(LaneLimits.Order.LANES), through(proxy));
            acquainted(working, waiting);
            proxy.silence();
            await().atMost(TIMEOUT).until(() -> !waiting.hears(1));
            Task task = working.submitted(task("mark", "lane"));
            waiting.tasks.await(task.id()).block(TIMEOUT);
            proxy.speak();
            acquainted(working, waiting);
        }
    }

    private DatabaseAddress through(TcpProxy proxy) {
        DatabaseAddress real = testDatabase.address();
        return new DatabaseAddress(
                List.of(new Host("127.0.0.1", proxy.port())),
                real.database(),
                real.username(),
                real.password(),
                real.tls());
    }

    private QueueNode node(String name, LaneLimits limits, DatabaseAddress address) {
        QueueNode node = QueueNode.closed(
                        name,
                        testDatabase.connections(),
                        limits,
                        Marking.of("mark", 10),
                        Marking.of("held", 1, tasks -> first.asMono()),
                        Marking.of("stuck", 1, tasks -> other.asMono()))
                .open(notices(address));
        nodes.add(node);
        return node;
    }

    private static Notices notices(DatabaseAddress address) {
        var limits = new Connections.Limits(1, TIMEOUT, TIMEOUT, QueueNode.BEAT.multipliedBy(3));
        return new PgNotices(new SessionConnections(Connections.direct(address, limits, Map.of())));
    }

    private static void acquainted(QueueNode one, QueueNode two) {
        await().atMost(TIMEOUT).until(() -> one.hears(1) && two.hears(1));
    }

    private static TaskState state(QueueNode node, Task task) {
        return found(node, task).state();
    }

    private static Task found(QueueNode node, Task task) {
        return Objects.requireNonNull(node.tasks.find(task.id()).block(TIMEOUT));
    }

    private List<Long> effects() {
        return Objects.requireNonNull(Marking.effects(database).collectList().block(TIMEOUT));
    }
}
