package io.staithe.queue.lanes;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.spi.ConnectionFactory;
import io.staithe.access.Caller;
import io.staithe.observe.Departures;
import io.staithe.postgres.Connections;
import io.staithe.postgres.PgAtomically;
import io.staithe.postgres.PgInstances;
import io.staithe.postgres.PgLaneStore;
import io.staithe.postgres.PgTaskStore;
import io.staithe.queue.Announcements;
import io.staithe.queue.Atomically;
import io.staithe.queue.Instance;
import io.staithe.queue.Lane;
import io.staithe.queue.LaneStore;
import io.staithe.queue.NewTask;
import io.staithe.queue.Notices;
import io.staithe.queue.Task;
import io.staithe.queue.TaskHandler;
import io.staithe.queue.TaskStore;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** One instance of the queue on a database, with fast clocks, as the wiring would make it. */
final class QueueNode {
    static final Duration LAPSE = Duration.ofMillis(1500);
    static final Duration BEAT = Duration.ofMillis(200);
    static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final Housekeeping.Retention RETENTION =
            new Housekeeping.Retention(Duration.ofDays(1), 1_000_000, Duration.ofDays(1), Duration.ofDays(1));

    final MeterRegistry meters = new SimpleMeterRegistry();
    final DatabaseClient database;
    final TaskStore store;
    final LaneStore laneStore;
    final Atomically atomically;
    final LaneTasks tasks;
    final Lanes lanes;
    final Presence presence;
    private final Announcements announcements = new Announcements();
    private @Nullable Neighbours neighbours;

    private QueueNode(String name, ConnectionFactory connections, LaneLimits limits, List<Made> handlers) {
        this.database = Connections.client(connections);
        TransactionalOperator transactions = TransactionalOperator.create(new R2dbcTransactionManager(connections));
        this.store = new PgTaskStore(database);
        this.laneStore = new PgLaneStore(database, transactions);
        this.atomically = new PgAtomically(transactions, store, announcements);
        Capacity capacity = new Capacity(
                announcements,
                1_000_000,
                new Departures(System::nanoTime, new Departures.Bounds(Duration.ofSeconds(5), Duration.ofMinutes(1))));
        this.tasks = new LaneTasks(
                atomically, store, announcements, capacity, limits.poll().dividedBy(4));
        new Housekeeping(store, announcements, capacity, meters, RETENTION);
        this.presence =
                new Presence(new PgInstances(database), new Presence.Identity(name, null), BEAT, limits.lapse());
        List<TaskHandler> made =
                handlers.stream().map(each -> each.by(database, atomically)).toList();
        this.lanes =
                new Lanes(laneStore, presence, new Performer(made, atomically, announcements), announcements, limits);
    }

    static QueueNode closed(String name, ConnectionFactory connections, LaneLimits limits, Made... handlers) {
        return new QueueNode(name, connections, limits, List.of(handlers));
    }

    static QueueNode open(String name, ConnectionFactory connections, Made... handlers) {
        return closed(name, connections, limits(LaneLimits.Order.LANES), handlers)
                .open();
    }

    static LaneLimits limits(LaneLimits.Order order) {
        return new LaneLimits(order, 8, 20_000, Duration.ofMillis(200), LAPSE);
    }

    QueueNode open() {
        begin();
        lanes.open();
        return this;
    }

    /** Opens it with a line to the others. */
    QueueNode open(Notices notices) {
        neighbours = new Neighbours(notices, announcements, BEAT, meters);
        Instance instance = begin();
        lanes.open();
        neighbours.begin(instance);
        return this;
    }

    /** Whether notices come through, and from how many others. */
    boolean hears(int others) {
        return announcements.hearsOthers() && neighbours != null && neighbours.others() == others;
    }

    Instance begin() {
        tasks.open();
        return Objects.requireNonNull(presence.begin().block(TIMEOUT));
    }

    void stop() {
        stopWithin(Duration.ofSeconds(10));
    }

    void stopWithin(Duration bound) {
        lanes.close(bound)
                .then(presence.end())
                .then(Mono.defer(() -> neighbours == null ? Mono.empty() : neighbours.end()))
                .block(TIMEOUT);
        tasks.close();
    }

    Task submitted(NewTask task) {
        return Objects.requireNonNull(tasks.submit(task).block(TIMEOUT));
    }

    static NewTask task(String kind, String... lanes) {
        return reading(kind, List.of(), lanes);
    }

    static NewTask reading(String kind, List<String> reads, String... changes) {
        return new NewTask(
                kind,
                1,
                "{}",
                kind + " on " + String.join(" ", changes),
                Caller.open(),
                "test",
                Stream.of(changes).map(Lane::new).toList(),
                reads.stream().map(Lane::new).toList(),
                true);
    }

    static NewTask titled(String title, NewTask task) {
        return changed(task, task.version(), title);
    }

    static NewTask ofVersion(int version, NewTask task) {
        return changed(task, version, task.title());
    }

    private static NewTask changed(NewTask task, int version, String title) {
        return new NewTask(
                task.kind(),
                version,
                task.payload(),
                title,
                task.caller(),
                task.correlation(),
                task.changes(),
                task.reads(),
                task.listed());
    }

    /** Makes a handler that works on this node. */
    interface Made {
        TaskHandler by(DatabaseClient database, Atomically atomically);
    }
}
