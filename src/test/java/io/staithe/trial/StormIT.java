package io.staithe.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.RunningStaithe;
import io.staithe.testkit.Storm;
import io.staithe.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The race that other servers lose: many clients, distinct packages, one repository; whatever is acknowledged is there.
 */
@Tag("race")
class StormIT {
    private static final int CLIENTS = Integer.getInteger("staithe.trial.storm-clients", 64);
    private static final int PACKAGES = Integer.getInteger("staithe.trial.storm-packages", 500);
    /** Without lanes each addition is a transaction of its own, and all of them race from the first one on. */
    private static final int UNORDERED = PACKAGES / 4;

    @TempDir
    Path scratch;

    @ParameterizedTest
    @EnumSource
    void oneServerLosesNothing(Storm.Mode mode) {
        try (RunningStaithe staithe = RunningStaithe.start(TestDatabase.fresh(), scratch)) {
            weather(List.of(staithe.client()), mode);
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoServersOnOneDatabaseLoseNothing(Storm.Mode mode) {
        TestDatabase database = TestDatabase.fresh();
        Map<String, String> shared =
                Map.of("staithe.shared-directory", scratch.resolve("shared").toString());
        try (RunningStaithe one = RunningStaithe.start(database, scratch.resolve("one"), shared);
                RunningStaithe two = RunningStaithe.start(database, scratch.resolve("two"), shared)) {
            weather(List.of(one.client(), two.client()), mode);
        }
    }

    @Test
    void nothingIsLostWithoutLanes() {
        TestDatabase database = TestDatabase.fresh();
        Map<String, String> settings = Map.of(
                "staithe.shared-directory",
                scratch.resolve("shared").toString(),
                "staithe.queue.lanes-enabled",
                "false");
        try (RunningStaithe one = RunningStaithe.start(database, scratch.resolve("one"), settings);
                RunningStaithe two = RunningStaithe.start(database, scratch.resolve("two"), settings)) {
            weather(List.of(one.client(), two.client()), Storm.Mode.WAITING, UNORDERED);
        }
    }

    private static void weather(List<AptlyClient> servers, Storm.Mode mode) {
        weather(servers, mode, PACKAGES);
    }

    private static void weather(List<AptlyClient> servers, Storm.Mode mode, int packages) {
        servers.get(0).createRepository("storm");
        Storm storm = new Storm(servers, "storm", Packages::bytes).blow(CLIENTS, packages, mode);

        assertThat(storm.failures()).isEmpty();
        assertThat(storm.acknowledged()).hasSize(packages);
        servers.get(0).publish("storm", "bookworm").expect(201);
        for (AptlyClient server : servers) {
            Packages.assertInRepository(server, "storm", storm.acknowledged().keySet());
            Packages.assertPublished(server, "bookworm", storm.acknowledged().keySet());
            assertThat(server.send("GET", "/api/files", null).expect(200).body())
                    .isEqualTo("[]");
        }
    }
}
