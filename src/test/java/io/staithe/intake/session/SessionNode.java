package io.staithe.intake.session;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.access.Caller;
import io.staithe.intake.FileName;
import io.staithe.intake.Inspections;
import io.staithe.intake.UploadLimits;
import io.staithe.intake.UploadedFile;
import io.staithe.intake.Uploads;
import io.staithe.intake.inspection.Inspector;
import io.staithe.observe.Departures;
import io.staithe.pool.BodyLimits;
import io.staithe.pool.PartialFiles;
import io.staithe.pool.file.FilePool;
import io.staithe.postgres.Connections;
import io.staithe.postgres.PgAtomically;
import io.staithe.postgres.PgBlobs;
import io.staithe.postgres.PgInspections;
import io.staithe.postgres.PgInstances;
import io.staithe.postgres.PgSessions;
import io.staithe.postgres.PgTaskStore;
import io.staithe.postgres.PgUploads;
import io.staithe.queue.Announcements;
import io.staithe.queue.Atomically;
import io.staithe.queue.Instance;
import io.staithe.queue.Lane;
import io.staithe.queue.NewTask;
import io.staithe.testkit.Bodies;
import io.staithe.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** One start of an instance that takes uploads in pieces, on a database and a disk that others share. */
final class SessionNode implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final Caller CALLER = Caller.trusted("ci");
    static final long MAX_BYTES = 64 << 20;
    static final int MAX_OPEN = 60;
    static final int MAX_OPEN_OF_ONE = 50;
    private static final Departures.Bounds RETRY = new Departures.Bounds(Duration.ofSeconds(1), Duration.ofMinutes(1));
    private static final Duration LAPSE = Duration.ofHours(1);

    final DatabaseClient database;
    final Sessions sessions;
    final SessionStore store;
    final PartialFiles files;
    final SessionSweep sweep;
    final Instance instance;
    final PgInstances instances;
    private final FilePool pool;
    private final Atomically atomically;
    private final Scheduler disk = scheduler("disk");
    private final Scheduler digest = scheduler("digest");
    private final Scheduler inspect = scheduler("inspect");

    SessionNode(TestDatabase testDatabase, Path root, String name) throws IOException {
        this(testDatabase, root, name, Oddity.NONE);
    }

    SessionNode(TestDatabase testDatabase, Path root, String name, Oddity oddity) throws IOException {
        var connections = testDatabase.connections();
        this.database = Connections.client(connections);
        this.pool = FilePool.in(
                        new FilePool.Directories(root.resolve("pool"), root.resolve("spool"), name),
                        FilePool.Memory.of(8 << 20),
                        new FilePool.Threads(disk, digest, Schedulers.parallel()))
                .prepare();
        this.files = pool.partials();
        this.instances = new PgInstances(database);
        this.instance = value(instances.register(name, "http://" + name));
        this.store = oddity.accident().apply(new PgSessions(database));
        this.atomically = new PgAtomically(
                Connections.readCommitted(Connections.transactions(connections)),
                new PgTaskStore(database),
                new Announcements());
        var meters = new SimpleMeterRegistry();
        SessionLimits limits = limits(oddity.silence());
        this.sessions = new Sessions(
                files,
                store,
                uploads(meters, oddity),
                limits,
                new Sessions.Surroundings(() -> Optional.of(instance.id()), meters));
        this.sweep = new SessionSweep(
                files,
                store,
                limits,
                new SessionSweep.Neighbours(instances.lapsed(LAPSE), sessions::forget),
                new SessionSweep.Instruments(Clock.offset(Clock.systemUTC(), Duration.ofHours(2)), meters));
    }

    private Uploads uploads(SimpleMeterRegistry meters, Oddity oddity) {
        Inspector inspector = new Inspector(inspect, new Inspector.Limits(2, 1, 1 << 20, 1 << 20));
        return new Uploads(
                new Uploads.Bytes(pool, new PgBlobs(database)),
                new Uploads.Judges(inspector, new Inspections(pool, inspector, new PgInspections(database), 100)),
                new PgUploads(database),
                new UploadLimits(
                        body(),
                        UploadLimits.Places.of(100),
                        50,
                        oddity.minFreeBytes(),
                        Duration.ofHours(12),
                        RETRY,
                        UploadLimits.Allowance.NONE),
                new Uploads.Instruments(Clock.systemUTC(), meters));
    }

    private static BodyLimits body() {
        return new BodyLimits(MAX_BYTES, Duration.ofSeconds(20), 0, Duration.ofSeconds(20));
    }

    private static SessionLimits limits(Duration silence) {
        return new SessionLimits(
                body(),
                Duration.ofHours(1),
                Duration.ofMinutes(10),
                MAX_OPEN,
                MAX_OPEN_OF_ONE,
                100_000,
                Duration.ofMillis(300),
                silence,
                LAPSE,
                Duration.ofHours(1),
                RETRY);
    }

    Session opened(byte[] bytes, @Nullable String sha256) {
        return value(sessions.open(CALLER, new NewSession(new FileName("a.bin"), bytes.length, sha256, "{}")));
    }

    Located located(Session session) {
        return value(sessions.locate(CALLER, session.id()));
    }

    /** The session as this node would tell its client. */
    Session looked(Session session) {
        return value(sessions.look(located(session).session()));
    }

    Session appended(Session session, Flux<DataBuffer> body, long offset) {
        return value(append(session, body, offset));
    }

    Mono<Session> append(Session session, Flux<DataBuffer> body, long offset) {
        return sessions.append(session, new Piece(offset, OptionalLong.empty(), body, null));
    }

    /** All bytes from an offset on. */
    static Flux<DataBuffer> rest(Bodies bodies, byte[] bytes, long offset) {
        return bodies.of(bytes, 10_000).skip(offset / 10_000);
    }

    /**
     * Closes a session as a use case does: with a task of its own, in one transaction. Emits the number of the task.
     */
    Mono<Long> close(Session session) {
        return sessions.close(session, "v1/" + session.id(), file -> closing(session, file));
    }

    private Mono<Long> closing(Session session, UploadedFile file) {
        NewTask task = new NewTask(
                "test", 1, "{}", title(session), CALLER, "test", List.of(new Lane("repository:1")), List.of(), true);
        return atomically.transact(atomically
                .accept(task)
                .map(accepted -> accepted.id().value())
                .delayUntil(id -> store.close(session, id, file.blob().digests().sha256())
                        .switchIfEmpty(Mono.error(() -> Sessions.moved(session)))));
    }

    /** How many tasks closed a session. */
    long tasks(Session session) {
        return value(database.sql("SELECT count(*) FROM task WHERE title = '" + title(session) + "'")
                .map(row -> Objects.requireNonNull(row.get(0, Long.class)))
                .one());
    }

    private static String title(Session session) {
        return "close " + session.id();
    }

    /** Deletes every row of this instance's sessions. */
    void forgetAll() {
        database.sql("DELETE FROM upload_session WHERE owner_instance = " + instance.id())
                .then()
                .block(PATIENCE);
    }

    /** For the others this instance is gone, though it goes on. */
    void isTakenForGone() {
        database.sql("UPDATE instance SET heartbeat_at = now() - interval '1 day' WHERE id = " + instance.id())
                .then()
                .block(PATIENCE);
    }

    static <T> T value(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(PATIENCE));
    }

    @Override
    public void close() {
        for (Scheduler threads : List.of(inspect, digest, disk)) {
            threads.disposeGracefully().block(PATIENCE);
        }
        pool.close();
    }

    /**
     * What is other than usual.
     *
     * @param silence after which a request gives way to the next one
     * @param accident what happens to the rows
     * @param minFreeBytes how much of the disk has to stay free
     */
    record Oddity(Duration silence, UnaryOperator<SessionStore> accident, long minFreeBytes) {
        static final Oddity NONE = new Oddity(Duration.ofHours(1), UnaryOperator.identity(), 0);
        static final Oddity NO_SILENCE = new Oddity(Duration.ZERO, UnaryOperator.identity(), 0);
        static final Oddity NO_ROOM = new Oddity(Duration.ofHours(1), UnaryOperator.identity(), Long.MAX_VALUE / 2);

        static Oddity of(UnaryOperator<SessionStore> accident) {
            return new Oddity(Duration.ofHours(1), accident, 0);
        }
    }

    private static Scheduler scheduler(String name) {
        return Schedulers.fromExecutorService(Executors.newFixedThreadPool(4), name);
    }
}
