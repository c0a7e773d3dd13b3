package io.staithe.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.ShownArchive;
import io.staithe.testkit.StaitheProcess;
import io.staithe.testkit.Storm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} in the middle of a storm, with the embedded database: what was acknowledged outlives it. */
@Tag("race")
class KillIT {
    private static final int ROUNDS = Integer.getInteger("staithe.trial.kill-rounds", 2);
    private static final int PUBLISH_KILLS = Integer.getInteger("staithe.trial.publish-kills", 0);
    private static final int CLIENTS = 32;
    private static final int PACKAGES = 400;
    private static final int ACKNOWLEDGED_BEFORE_KILL = 60;

    @TempDir
    Path scratch;

    @Test
    void nothingAcknowledgedIsMissingAfterAKill() throws InterruptedException, IOException {
        Path data = scratch.resolve("data");
        for (int round = 0; round < ROUNDS; round++) {
            String repository = "kill-" + round;
            Storm.Mode mode = round % 2 == 0 ? Storm.Mode.LATER : Storm.Mode.WAITING;
            Storm storm = stormUntilKilled(data, repository, mode);

            try (StaitheProcess again = StaitheProcess.start(data)) {
                assertWhole(again.client(), data, repository, storm);
            }
        }
    }

    @Test
    void publishersThatAreKilledLeaveOneGenerationWhole() {
        assumeThat(PUBLISH_KILLS).isPositive();
        Path data = scratch.resolve("publishing");
        try (StaitheProcess first = StaitheProcess.start(data)) {
            first.client().createRepository("kill");
            deliver(first.client(), 0);
            first.client().publish("kill", "kill").expect(201);
        }
        AtomicInteger shown = new AtomicInteger();
        for (int round = 0; round < PUBLISH_KILLS; round++) {
            publishUntilKilled(data, shown);
            ShownArchive outside = ShownArchive.onDisk(data.resolve("public"), false);
            assertThat(outside.files("kill")).isNotEmpty();
            try (StaitheProcess again = StaitheProcess.start(data)) {
                AptlyClient client = again.client();
                client.send("GET", "/api/tasks-wait", null).expect(200);
                client.update("kill").expect(200);
                Set<String> files =
                        ShownArchive.served(path -> client.get("/apt/" + path)).files("kill");
                assertThat(files).hasSize(client.packages("kill").size()).hasSizeGreaterThan(shown.get());
                await().atMost(Duration.ofMinutes(1))
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(outside.files("kill")).isEqualTo(files));
            }
        }
    }

    /** Publishes one package after the other, and notes the last that was answered. */
    private static void publishUntilKilled(Path data, AtomicInteger shown) {
        StaitheProcess doomed = StaitheProcess.start(data);
        CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> {
            for (int number = shown.get() + 1; ; number++) {
                deliver(doomed.client(), number);
                doomed.client().update("kill").expect(200);
                shown.set(number);
            }
        });
        CompletableFuture.runAsync(
                        doomed::kill,
                        CompletableFuture.delayedExecutor(
                                ThreadLocalRandom.current().nextInt(200, 2_000), TimeUnit.MILLISECONDS))
                .join();
        assertThat(publishing).failsWithin(Duration.ofMinutes(1));
    }

    private static void deliver(AptlyClient client, int number) {
        client.put("kill-" + number, "storm-" + number + "_1.0_amd64.deb", Packages.bytes(number))
                .expect(200);
        client.add("kill", "kill-" + number).expect(200);
    }

    private static Storm stormUntilKilled(Path data, String repository, Storm.Mode mode) throws InterruptedException {
        StaitheProcess doomed = StaitheProcess.start(data);
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
