package io.staithe.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.staithe.postgres.DatabaseAddress.Host;
import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.RunningStaithe;
import io.staithe.testkit.Storm;
import io.staithe.testkit.TcpProxy;
import io.staithe.testkit.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database goes away and comes back while the server runs. */
final class OutageIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    Path scratch;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void uploadsFailCleanlyWhileTheDatabaseIsAwayAndWorkAgainAfterwards() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        Host host = database.address().hosts().get(0);
        try (TcpProxy proxy = new TcpProxy(host.name(), host.port());
                RunningStaithe staithe = RunningStaithe.start(
                        database,
                        scratch,
                        Map.of(
                                "staithe.database.url",
                                "postgresql://127.0.0.1:" + proxy.port() + "/"
                                        + database.address().database()))) {
            AptlyClient client = staithe.client();
            client.createRepository("main");
            Paused body = new Paused(Packages.bytes(0));
            CompletableFuture<HttpResponse<String>> streaming = http.sendAsync(
                    put(staithe.address(), 0, BodyPublishers.ofInputStream(() -> body)), BodyHandlers.ofString());
            assertThat(body.isHalfway.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();

            proxy.lead("127.0.0.1", closedPort());
            proxy.cut();
            await().atMost(TIMEOUT).until(() -> health(staithe, "readiness") == 503);
            assertThat(health(staithe, "liveness")).isEqualTo(200);
            body.goOn.countDown();
            refused(streaming.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
            refused(http.send(
                    put(staithe.address(), 1, BodyPublishers.ofByteArray(Packages.bytes(1))), BodyHandlers.ofString()));

            proxy.lead(host.name(), host.port());
            await().atMost(TIMEOUT).until(() -> health(staithe, "readiness") == 200);
            for (int number = 0; number < 2; number++) {
                client.put("again", Storm.fileName(number), Packages.bytes(number))
                        .expect(200);
            }
            client.add("main", "again").expect(200);
            assertThat(client.packages("main")).hasSize(2);
            assertNothingIsSpooled();
        }
    }

    private static void refused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    private static HttpRequest put(URI server, int number, HttpRequest.BodyPublisher body) {
        return HttpRequest.newBuilder(server.resolve("/api/files/outage/" + Storm.fileName(number)))
                .timeout(TIMEOUT)
                .PUT(body)
                .build();
    }

    private int health(RunningStaithe staithe, String group) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(staithe.management().resolve("/actuator/health/" + group))
                .timeout(TIMEOUT)
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    private void assertNothingIsSpooled() throws IOException {
        try (var spool = Files.walk(scratch.resolve("spool"))) {
            assertThat(spool.filter(Files::isRegularFile)).isEmpty();
        }
    }

    private static int closedPort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Bytes of which the second half is held back. */
    private static final class Paused extends InputStream {
        final CountDownLatch isHalfway = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        private final byte[] bytes;
        private int at;

        Paused(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("bytes are read in pieces");
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int half = bytes.length / 2;
            if (at == half) {
                isHalfway.countDown();
                awaitGoOn();
            }
            int end = at < half ? half : bytes.length;
            int count = Math.min(length, end - at);
            System.arraycopy(bytes, at, into, from, count);
            at += count;
            return count == 0 ? -1 : count;
        }

        private void awaitGoOn() throws IOException {
            try {
                goOn.await();
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
        }
    }
}
