package io.staithe.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.StaitheProcess;
import io.staithe.testkit.Storm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} in the middle of a storm, with the embedded database: what was acknowledged outlives it. */
@Tag("race")
class KillIT {
    private static final int ROUNDS = Integer.getInteger("staithe.trial.kill-rounds", 1);
    private static final int CLIENTS = 32;
    private static final int PACKAGES = 400;
    private static final int ACKNOWLEDGED_BEFORE_KILL = 60;

    @TempDir
    Path scratch;

    @Test
    void nothingAcknowledgedIsMissingAfterAKill() throws InterruptedException, IOException {
        Path data = scratch.resolve("data");
        StaitheProcess server = StaitheProcess.start(data);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                String repository = "kill-" + round;
                Storm storm =
                        stormUntilKilled(server, repository, round % 2 == 0 ? Storm.Mode.LATER : Storm.Mode.WAITING);
                server = StaitheProcess.start(data);
                assertWhole(server.client(), data, repository, storm);
            }
        } finally {
            server.close();
        }
    }

    private static Storm stormUntilKilled(StaitheProcess doomed, String repository, Storm.Mode mode)
            throws InterruptedException {
        doomed.client().createRepository(repository);
        CountDownLatch enough = new CountDownLatch(ACKNOWLEDGED_BEFORE_KILL);
        Storm storm =
                new Storm(List.of(doomed.client()), repository, Packages::bytes).onAcknowledged(enough::countDown);
        CompletableFuture<Void> blowing = CompletableFuture.runAsync(() -> storm.blow(CLIENTS, PACKAGES, mode));
        assertThat(enough.await(120, TimeUnit.SECONDS))
                .as("acknowledged in time")
                .isTrue();
        doomed.kill();
        blowing.join();
        return storm;
    }

    private static void assertWhole(AptlyClient client, Path data, String repository, Storm storm) throws IOException {
        client.send("GET", "/api/tasks-wait", null).expect(200);
        Packages.assertInRepository(client, repository, storm.acknowledged().keySet());
        Packages.assertInRepository(client, repository, storm.accepted());
        assertUploadsAreSomewhere(client, repository, storm.uploaded());
        assertNoTwiceAdded(client, repository);
        client.publish(repository, repository).expect(201);
        Packages.assertPublished(client, repository, storm.acknowledged().keySet());
        try (var spool = Files.walk(data.resolve("spool"))) {
            assertThat(spool.filter(Files::isRegularFile)).isEmpty();
        }
    }

    private static void assertUploadsAreSomewhere(AptlyClient client, String repository, Set<Integer> uploaded) {
        Set<String> somewhere = new HashSet<>();
        client.packages(repository).forEach(key -> somewhere.add(key.split(" ")[1]));
        client.send("GET", "/api/files", null)
                .expect(200)
                .json()
                .forEach(directory -> client.send("GET", "/api/files/" + directory.asString(), null)
                        .expect(200)
                        .json()
                        .forEach(file -> somewhere.add(file.asString().split("_")[0])));
        assertThat(somewhere)
                .containsAll(uploaded.stream().map(number -> "storm-" + number).collect(Collectors.toSet()));
    }

    private static void assertNoTwiceAdded(AptlyClient client, String repository) {
        List<String> keys = client.packages(repository);
        assertThat(keys).hasSize(new TreeSet<>(keys).size());
    }
}
