package io.staithe.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.r2dbc.spi.Connection;
import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.Command;
import io.staithe.testkit.RunningStaithe;
import io.staithe.testkit.ShownArchive;
import io.staithe.testkit.StaitheProcess;
import io.staithe.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Processes that publish are killed, or stopped and woken after another took over: the archive is one generation. */
@Tag("race")
final class PublisherProcessIT {
    private static final int KILLS = Integer.getInteger("staithe.trial.publish-kills", 0);
    private static final int STOPS = Integer.getInteger("staithe.trial.publish-stops", 0);
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    /** An instance lapses soon, and so does a transaction that stands still. */
    private static final Map<String, String> FAST = Map.of(
            "staithe.queue.heartbeat", "500ms",
            "staithe.queue.lapse", "2s",
            "staithe.queue.poll", "200ms",
            "staithe.database.statement-timeout", "3s");

    private static final String WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
            + "AND datname = current_database()";

    /** What is published is whole on the disk while no server runs. */
    private static final String FOR_ANYBODY = "--staithe.storages.readers=anybody";

    @TempDir
    Path scratch;

    /** Stopped while it is about to write a table. */
    @ParameterizedTest
    @ValueSource(strings = {"pool_claim", "hashed_file", "generation", "publication"})
    void aPublisherThatSleepsWhileAnotherTakesOverWakesInPeace(String table) {
        assumeThat(STOPS).isPositive();
        TestDatabase database = TestDatabase.fresh();
        StaitheProcess sleeper = StaitheProcess.start(scratch.resolve("sleeper"), settings(database));
        try {
            sleeper.client().createRepository("main");
            deliver(sleeper.client(), 0);
            sleeper.client().publish("main", "bookworm").expect(201);
            deliver(sleeper.client(), 1);
            long task = stoppedAt(table, database, sleeper);
            try (RunningStaithe other = RunningStaithe.start(database, scratch.resolve("other"), shared())) {
                other.client().send("GET", "/api/tasks/" + task + "/wait", null).expect(200);
                assertShown(other.client(), 2);
                publish(other.client(), 2);
                signal("CONT", sleeper);
                publish(sleeper.client(), 3);
                assertShown(other.client(), 4);
                sleeper.close();
                publish(other.client(), 4);
            }
            assertThat(count(database, "SELECT CAST(attempt AS bigint) FROM task WHERE id = " + task))
                    .as("attempts")
                    .isEqualTo(2);
        } finally {
            sleeper.kill();
        }
    }

    @Test
    void publishersThatAreKilledLeaveOneGenerationWhole() {
        assumeThat(KILLS).isPositive();
        Path data = scratch.resolve("shared");
        try (StaitheProcess first = StaitheProcess.start(data, FOR_ANYBODY)) {
            first.client().createRepository("main");
            deliver(first.client(), 0);
            first.client().publish("main", "bookworm").expect(201);
        }
        AtomicInteger shown = new AtomicInteger();
        for (int round = 0; round < KILLS; round++) {
            publishUntilKilled(data, shown);
            assertThat(ShownArchive.onDisk(data.resolve("public")).files("bookworm"))
                    .isNotEmpty();
            try (StaitheProcess again = StaitheProcess.start(data, FOR_ANYBODY)) {
                AptlyClient client = again.client();
                client.send("GET", "/api/tasks-wait", null).expect(200);
                client.update("bookworm").expect(200);
                int present = client.packages("main").size();
                assertThat(present).isGreaterThan(shown.get());
                assertShown(client, present);
            }
        }
    }

    /** An update of the sleeper, which stands still while it is about to write a table. */
    private long stoppedAt(String table, TestDatabase database, StaitheProcess sleeper) {
        Connection blocker = Objects.requireNonNull(
                Mono.from(database.connections().create()).block(TIMEOUT));
        try {
            Mono.from(blocker.beginTransaction()).block(TIMEOUT);
            Flux.from(blocker.createStatement("LOCK TABLE " + table + " IN EXCLUSIVE MODE")
                            .execute())
                    .flatMap(result -> result.getRowsUpdated())
                    .then()
                    .block(TIMEOUT);
            long task = sleeper.client()
                    .send("PUT", "/api/publish/:./bookworm?_async=1", AptlyClient.json(Map.of()))
                    .expect(202)
                    .json()
                    .path("ID")
                    .asLong();
            await().atMost(TIMEOUT).until(() -> count(database, WAITING) > 0);
            signal("STOP", sleeper);
            return task;
        } finally {
            Mono.from(blocker.close()).block(TIMEOUT);
        }
    }

    private static long count(TestDatabase database, String sql) {
        return DatabaseClient.create(database.connections())
                .sql(sql)
                .map(row -> Objects.requireNonNull(row.get(0, Long.class)))
                .one()
                .blockOptional(TIMEOUT)
                .orElseThrow();
    }

    private static void signal(String name, StaitheProcess process) {
        Command.run(List.of("kill", "-" + name, Long.toString(process.pid()))).succeeded();
    }

    private Map<String, String> shared() {
        Map<String, String> all = new HashMap<>(FAST);
        all.put("staithe.shared-directory", scratch.resolve("shared").toString());
        return all;
    }

    private String[] settings(TestDatabase database) {
        Map<String, String> all = shared();
        all.put("staithe.database.url", database.jdbc());
        all.put("staithe.database.username", TestDatabase.user());
        all.put("staithe.database.password", TestDatabase.password());
        return all.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
    }

    /** Publishes one package after the other, and notes the last that was answered. */
    private static void publishUntilKilled(Path data, AtomicInteger shown) {
        StaitheProcess doomed = StaitheProcess.start(data, FOR_ANYBODY);
        CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> {
            for (int number = shown.get() + 1; ; number++) {
                deliver(doomed.client(), number);
                doomed.client().update("bookworm").expect(200);
                shown.set(number);
            }
        });
        CompletableFuture.runAsync(
                        doomed::kill,
                        CompletableFuture.delayedExecutor(
                                ThreadLocalRandom.current().nextInt(200, 2_000), TimeUnit.MILLISECONDS))
                .join();
        assertThat(publishing).failsWithin(TIMEOUT);
    }

    /** Adds the next package, and publishes it. */
    private void publish(AptlyClient client, int number) {
        deliver(client, number);
        client.update("bookworm").expect(200);
        assertShown(client, number + 1);
    }

    private static void deliver(AptlyClient client, int number) {
        client.put("upload-" + number, file(number), Packages.bytes(number)).expect(200);
        client.add("main", "upload-" + number).expect(200);
    }

    /** Fails unless a server shows the first packages, and what outside web servers see follows it. */
    private void assertShown(AptlyClient client, int packages) {
        Set<String> files =
                IntStream.range(0, packages).mapToObj(PublisherProcessIT::file).collect(Collectors.toSet());
        assertThat(ShownArchive.served(path -> client.get("/apt/" + path)).files("bookworm"))
                .isEqualTo(files);
        await().atMost(TIMEOUT)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(inFront(client)).isEqualTo(files));
    }

    private Set<String> inFront(AptlyClient client) {
        return ShownArchive.inFront(scratch.resolve("shared/public"), path -> client.get("/apt/" + path))
                .files("bookworm");
    }

    private static String file(int number) {
        return "storm-" + number + "_1.0_amd64.deb";
    }
}
