package io.staithe.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.RunningStaithe;
import io.staithe.testkit.ShownArchive;
import io.staithe.testkit.StaitheProcess;
import io.staithe.testkit.Storm;
import io.staithe.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Two replicas, one of them a process that is killed: any serves anything, and the other goes on in order. */
@Tag("race")
final class ReplicasIT {
    private static final int QUEUED = Integer.getInteger("staithe.trial.takeover-tasks", 40);
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    /** The full form measures what the defaults are worth; the short one does not wait for them. */
    private static final Map<String, String> CLOCKS =
            QUEUED < 1000 ? Map.of("staithe.queue.heartbeat", "500ms", "staithe.queue.lapse", "2s") : Map.of();

    @TempDir
    Path scratch;

    private final TestDatabase database = TestDatabase.fresh();
    private StaitheProcess doomed;
    private RunningStaithe other;

    @BeforeEach
    void start() {
        Map<String, String> shared = new HashMap<>(CLOCKS);
        shared.put("staithe.shared-directory", scratch.resolve("shared").toString());
        Map<String, String> all = new HashMap<>(shared);
        all.put("staithe.database.url", database.jdbc());
        all.put("staithe.database.username", TestDatabase.user());
        all.put("staithe.database.password", TestDatabase.password());
        doomed = StaitheProcess.start(
                scratch.resolve("doomed"),
                all.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new));
        other = RunningStaithe.start(database, scratch.resolve("other"), shared);
    }

    @AfterEach
    void stop() {
        doomed.kill();
        other.close();
    }

    @Test
    void anyReplicaServesAnythingAndOneSucceedsTheOtherInOrder() throws SQLException {
        AptlyClient one = doomed.client();
        AptlyClient two = other.client();
        one.createRepository("main");
        servesAnything(one, two);

        two.createRepository("taken-over");
        List<Long> accepted;
        long killedAt;
        try (Connection blocker = database.connect()) {
            blocker.setAutoCommit(false);
            blocker.createStatement().execute("SELECT FROM repository WHERE name = 'taken-over' FOR UPDATE");
            accepted = queued(one);
            await().atMost(TIMEOUT).until(() -> count("SELECT count(*) FROM task WHERE state = 'running'") > 0);
            killedAt = System.nanoTime();
            doomed.kill();
            blocker.rollback();
        }
        await().atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> count("SELECT revision FROM repository WHERE name = 'taken-over'") > 0);
        long resumedAt = System.nanoTime();
        two.send("GET", "/api/tasks/" + accepted.get(QUEUED - 1) + "/wait", null)
                .expect(200);
        System.out.printf(
                "takeover: %d additions queued; the first was done %d ms after the kill, the last %d ms after that%n",
                QUEUED,
                Duration.ofNanos(resumedAt - killedAt).toMillis(),
                Duration.ofNanos(System.nanoTime() - resumedAt).toMillis());

        assertThat(applied()).isEqualTo(accepted);
        assertThat(two.packages("taken-over")).hasSize(QUEUED);
    }

    /** Bytes come to one, are added through the other, waited for and published through either, and read from both. */
    private static void servesAnything(AptlyClient one, AptlyClient two) {
        one.put("both", Storm.fileName(0), Packages.bytes(0)).expect(200);
        long task = two.addLater("main", "both").expect(202).json().path("ID").asLong();
        assertThat(one.send("GET", "/api/tasks/" + task + "/wait", null)
                        .expect(200)
                        .json()
                        .path("State")
                        .asInt())
                .isEqualTo(2);
        assertThat(one.packages("main")).hasSize(1).isEqualTo(two.packages("main"));
        two.publish("main", "bookworm").expect(201);
        for (AptlyClient reader : List.of(one, two)) {
            assertThat(ShownArchive.served(path -> reader.get("/apt/" + path)).files("bookworm"))
                    .containsExactly(Storm.fileName(0));
        }
        JsonNode tasks = one.send("GET", "/api/tasks", null).expect(200).json();
        assertThat(tasks)
                .isNotEmpty()
                .isEqualTo(two.send("GET", "/api/tasks", null).expect(200).json());
    }

    private static List<Long> queued(AptlyClient client) {
        List<Long> accepted = new ArrayList<>();
        for (int number = 1; number <= QUEUED; number++) {
            String directory = "queued-" + number;
            client.put(directory, Storm.fileName(number), Packages.bytes(number))
                    .expect(200);
            accepted.add(client.addLater("taken-over", directory)
                    .expect(202)
                    .json()
                    .path("ID")
                    .asLong());
        }
        return accepted;
    }

    /** The tasks that made the revisions, in the order of those. */
    private List<Long> applied() throws SQLException {
        List<Long> tasks = new ArrayList<>();
        try (Connection connection = database.connect();
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT r.task_id FROM revision r JOIN repository p ON p.id = r.repository_id"
                                + " WHERE p.name = 'taken-over' ORDER BY r.number")) {
            while (rows.next()) {
                tasks.add(rows.getLong(1));
            }
        }
        return tasks;
    }

    private long count(String sql) throws SQLException {
        try (Connection connection = database.connect();
                var rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
