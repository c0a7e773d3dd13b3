package io.staithe.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.AptRoot;
import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.Curl;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.RunningStaithe;
import io.staithe.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What curl was told is published, apt installs in the next command. */
class CurlThenAptIT {
    private static final int ROUNDS = Integer.getInteger("staithe.trial.curl-rounds", 3);
    private static final int CLIENTS = Integer.getInteger("staithe.trial.curl-clients", 4);

    @TempDir
    static Path scratch;

    private static RunningStaithe server;
    private static Path key;

    @BeforeAll
    static void start() throws IOException {
        server = RunningStaithe.start(TestDatabase.fresh(), scratch.resolve("data"));
        AptlyClient client = server.client();
        client.createRepository("ci");
        client.publish("ci", "ci").expect(201);
        key = Files.write(scratch.resolve("archive.asc"), client.get("/keys/archive.asc"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void oneAfterTheOther() {
        AptRoot apt = apt("loop");
        for (int round = 1; round <= ROUNDS; round++) {
            send(DebBuilder.of("loop").version("1." + round));
            installed(apt, "loop", "1." + round);
        }
    }

    @Test
    void manyAtOnce() {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            CompletableFuture.allOf(IntStream.range(0, CLIENTS)
                            .mapToObj(number -> CompletableFuture.runAsync(() -> sendAndInstall(number), threads))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } finally {
            threads.shutdownNow();
        }
    }

    private static void sendAndInstall(int number) {
        String name = "crowd-" + number;
        AptRoot apt = apt(name);
        send(DebBuilder.of(name).version("2.0"));
        installed(apt, name, "2.0");
    }

    private static AptRoot apt(String root) {
        return AptRoot.in(scratch.resolve(root))
                .source("deb [signed-by=" + key + "] " + server.address() + "/apt ci main");
    }

    private static void send(DebBuilder deb) {
        try {
            Path file = Files.write(scratch.resolve(deb.fileName()), deb.bytes());
            Curl.Answer answer = new Curl(server.address())
                    .call("/v1/repositories/ci/packages/" + deb.fileName() + "?wait=published", "-fT", file.toString());
            assertThat(answer.status()).as(answer.printed()).isEqualTo(201);
            Files.delete(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void installed(AptRoot apt, String name, String version) {
        assertThat(apt.get("update").succeeded().output()).doesNotContainPattern("(?m)^[WE]:");
        Path root = apt.installed(name);
        assertThat(root.resolve("var/lib/dpkg/info/" + name + ".list")).exists();
        assertThat(root.resolve("var/lib/dpkg/status")).content().contains("Package: " + name, "Version: " + version);
    }
}
