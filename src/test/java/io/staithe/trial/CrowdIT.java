package io.staithe.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.HeldUpload;
import io.staithe.testkit.RunningStaithe;
import io.staithe.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * More clients at once than there are places: who is refused is told when to come again, and who comes again gets in. The
 * long form, with the memory of a process of its own, is {@code loadtest/crowd.sh}.
 */
class CrowdIT {
    private static final int CLIENTS = Integer.getInteger("staithe.trial.crowd-clients", 8);
    private static final int PLACES = 4;
    private static final int BYTES = 256 << 10;

    @TempDir
    static Path scratch;

    private static RunningStaithe server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final CountDownLatch refused = new CountDownLatch(CLIENTS);

    @BeforeAll
    static void start() {
        Map<String, String> settings = Map.of(
                "staithe.intake.max-open-uploads", String.valueOf(PLACES),
                "staithe.intake.retry-after", "1s",
                "staithe.intake.longest-retry", "2s");
        server = RunningStaithe.start(TestDatabase.fresh(), scratch.resolve("data"), settings);
        server.client().createRepository("crowd");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void whoComesAgainWhenToldGetsIn() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        List<HeldUpload> holders = IntStream.range(0, PLACES)
                .mapToObj(n -> HeldUpload.at(server.address()))
                .toList();
        try {
            List<CompletableFuture<Void>> clients = IntStream.range(0, CLIENTS)
                    .mapToObj(number -> CompletableFuture.runAsync(() -> deliver(number), threads))
                    .toList();
            assertThat(refused.await(1, TimeUnit.MINUTES)).isTrue();
            holders.forEach(HeldUpload::close);
            CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)).get(2, TimeUnit.MINUTES);
        } finally {
            threads.shutdownNow();
        }
        assertThat(server.client().packages("crowd")).hasSize(CLIENTS);
    }

    /** Sends a package until it is taken; each refusal has to name a time, which is waited. */
    private void deliver(int number) {
        byte[] deb = DebBuilder.of("crowd-" + number)
                .payload("usr/share/crowd", BYTES, number)
                .bytes();
        URI place = server.address().resolve("/v1/repositories/crowd/packages/crowd-" + number + ".deb");
        HttpRequest request = HttpRequest.newBuilder(place)
                .PUT(BodyPublishers.ofByteArray(deb))
                .build();
        for (HttpResponse<String> answer = send(request); answer.statusCode() != 201; answer = send(request)) {
            assertThat(answer.statusCode()).as(answer.body()).isIn(429, 503);
            long wait = answer.headers().firstValueAsLong("Retry-After").orElseThrow();
            assertThat(wait).isBetween(1L, 2L);
            refused.countDown();
            CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(wait, TimeUnit.SECONDS))
                    .join();
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
