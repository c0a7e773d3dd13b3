package io.staithe.intake;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.access.Caller;
import io.staithe.intake.inspection.Inspector;
import io.staithe.observe.Departures;
import io.staithe.pool.BodyLimits;
import io.staithe.pool.file.FilePool;
import io.staithe.postgres.Connections;
import io.staithe.postgres.PgBlobs;
import io.staithe.postgres.PgInspections;
import io.staithe.postgres.PgUploads;
import io.staithe.testkit.Bodies;
import io.staithe.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** One intake on a real database and a pool in a directory, and what the tests of it share. */
final class Bench {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final Caller CALLER = Caller.trusted("ci");
    static final UploadLimits LIMITS = new UploadLimits(
            new BodyLimits(64 << 20, Duration.ofSeconds(20), 0, Duration.ofSeconds(20)),
            UploadLimits.Places.of(100),
            50,
            0,
            Duration.ofHours(12),
            new Departures.Bounds(Duration.ofSeconds(1), Duration.ofMinutes(1)),
            UploadLimits.Allowance.NONE);

    final TestDatabase testDatabase;
    final DatabaseClient database;
    final Path root;
    final Bodies bodies = new Bodies();
    final FilePool pool;
    final Inspections inspections;
    final Uploads uploads;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Scheduler disk = scheduler("disk");
    private final Scheduler digest = scheduler("digest");
    private final Scheduler inspect = scheduler("inspect");

    Bench(TestDatabase testDatabase, Path root, UploadLimits limits, long inlineBytes) throws IOException {
        this(testDatabase, root, limits, inlineBytes, UnaryOperator.identity());
    }

    Bench(
            TestDatabase testDatabase,
            Path root,
            UploadLimits limits,
            long inlineBytes,
            UnaryOperator<UploadStore> accident)
            throws IOException {
        this.testDatabase = testDatabase;
        this.root = root;
        this.database = Connections.client(testDatabase.connections());
        this.pool = FilePool.in(
                        new FilePool.Directories(root.resolve("pool"), root.resolve("spool"), "here"),
                        FilePool.Memory.of(8 << 20),
                        new FilePool.Threads(disk, digest, Schedulers.parallel()))
                .prepare();
        Inspector inspector = new Inspector(inspect, new Inspector.Limits(2, 1, inlineBytes, 1 << 20));
        this.inspections = new Inspections(pool, inspector, new PgInspections(database), 100);
        this.uploads = new Uploads(
                new Uploads.Bytes(pool, new PgBlobs(database)),
                new Uploads.Judges(inspector, inspections),
                accident.apply(new PgUploads(database)),
                limits,
                new Uploads.Instruments(Clock.systemUTC(), meters));
    }

    Mono<List<String>> receive(String directory, IncomingFile... files) {
        return uploads.receive(CALLER, directory, Flux.just(files), OptionalLong.empty())
                .map(received -> received.stream().map(UploadedFile::name).toList());
    }

    IncomingFile file(String name, byte[] bytes) {
        return new IncomingFile(name, bodies.of(bytes, 16_000));
    }

    List<UploadedFile> files(String directory) {
        return value(uploads.files(CALLER, directory).collectList());
    }

    long count(String table) {
        return value(database.sql("SELECT count(*) FROM " + table)
                .map(row -> Objects.requireNonNull(row.get(0, Long.class)))
                .one());
    }

    /** What lies in a directory of the root, as relative paths. */
    List<String> onDisk(String directory) {
        try (Stream<Path> all = Files.walk(root.resolve(directory))) {
            return all.filter(Files::isRegularFile)
                    .map(file -> root.resolve(directory).relativize(file).toString())
                    .toList();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Waits until no thread has anything to do; nothing can be uploaded afterwards. */
    void quiesce() {
        for (Scheduler threads : List.of(inspect, digest, disk)) {
            threads.disposeGracefully().block(PATIENCE);
        }
        pool.close();
    }

    static <T> T value(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(PATIENCE));
    }

    private static Scheduler scheduler(String name) {
        return Schedulers.fromExecutorService(Executors.newFixedThreadPool(4), name);
    }
}
