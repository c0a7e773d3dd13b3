package io.staithe.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.AptRoot;
import io.staithe.testkit.AptlyClient.Answer;
import io.staithe.testkit.Curl;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.SharedStaithe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A package by one call: received, added, published, and told truthfully. */
final class OneCallUploadIT {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final int ROUNDS = Integer.getInteger("staithe.trial.curl-rounds", 2);
    private static final int CLIENTS = Integer.getInteger("staithe.trial.curl-clients", 3);

    @RegisterExtension
    static final SharedStaithe staithe = new SharedStaithe();

    @TempDir
    private Path scratch;

    private final String repository = "main-" + NAMES.incrementAndGet();

    @Test
    void theAnswerIsTheReceiptOfTheAddition() {
        staithe.client().createRepository(repository);
        byte[] bytes = deb("hello", "1.0", "first");
        JsonNode receipt = send("hello_1.0_amd64.deb", "", bytes).expect(201).json();
        assertThat(receipt.path("repository").stringValue()).isEqualTo(repository);
        assertThat(receipt.path("sha256").stringValue()).isEqualTo(hex(bytes));
        assertThat(receipt.path("revision").longValue()).isOne();
        assertThat(staithe.client().packages(repository))
                .containsExactly(receipt.path("package").stringValue());
        assertNothingIsLeftBehind();
    }

    @Test
    void repeatingIsAnsweredWithTheFirstReceipt() {
        staithe.client().createRepository(repository);
        byte[] bytes = deb("hello", "1.0", "first");
        JsonNode first = send("hello.deb", "", bytes).expect(201).json();
        assertThat(send("hello.deb", "", bytes).expect(200).json()).isEqualTo(first);
        assertThat(send("other-name.deb", "", bytes).expect(200).json()).isEqualTo(first);
        assertNothingIsLeftBehind();
        staithe.client()
                .remove(repository, List.of(first.path("package").stringValue()))
                .expect(200);
        assertThat(send("hello.deb", "", bytes)
                        .expect(201)
                        .json()
                        .path("revision")
                        .longValue())
                .isEqualTo(3);
    }

    @Test
    void equalBytesThatComeAtOnceAreAddedOnceAndAllGetTheReceipt() {
        staithe.client().createRepository(repository);
        byte[] bytes = deb("twins", "1.0", repository);
        List<CompletableFuture<Answer>> sent = IntStream.range(0, 4)
                .mapToObj(number -> CompletableFuture.supplyAsync(() -> send("twins.deb", "", bytes)))
                .toList();
        List<Answer> answers = sent.stream().map(CompletableFuture::join).toList();
        assertThat(answers).extracting(Answer::status).containsOnly(200, 201).containsOnlyOnce(201);
        assertThat(answers.stream().map(Answer::json).distinct()).hasSize(1);
        assertThat(staithe.client().packages(repository)).hasSize(1);
        assertNothingIsLeftBehind();
    }

    @Test
    void otherBytesOfTheSameIdentityAreAConflictThatNamesBoth() {
        staithe.client().createRepository(repository);
        byte[] there = deb("hello", "1.0", "first");
        byte[] other = deb("hello", "1.0", "second");
        send("hello.deb", "", there).expect(201);
        assertThat(send("hello.deb", "", other).expect(409).body())
                .contains("package-differs", "hello_1.0_amd64", hex(there), hex(other));
        assertNothingIsLeftBehind();
        assertThat(send("hello.deb", "?replace=true", other)
                        .expect(201)
                        .json()
                        .path("sha256")
                        .stringValue())
                .isEqualTo(hex(other));
        assertThat(staithe.client().packages(repository)).hasSize(1);
    }

    @Test
    void whoWaitsUntilItIsPublishedFindsItInEveryIndex() {
        staithe.client().createRepository(repository);
        staithe.client().publish(repository, repository).expect(201);
        List<String> shown = IntStream.range(0, 8)
                .parallel()
                .mapToObj(number -> {
                    byte[] bytes = deb("fast-" + number, "1.0", "x" + number);
                    JsonNode place = send("fast.deb", "?wait=published", bytes)
                            .expect(201)
                            .json()
                            .path("publications")
                            .path(0)
                            .path("place");
                    assertThat(place.path("distribution").stringValue()).isEqualTo(repository);
                    return new String(
                            staithe.client().get("/apt/dists/" + repository + "/main/binary-amd64/Packages"),
                            StandardCharsets.UTF_8);
                })
                .toList();
        for (int number = 0; number < 8; number++) {
            assertThat(shown.get(number)).contains("Package: fast-" + number + "\n");
        }
    }

    @Test
    void whereNothingPublishesItTheReceiptSaysSo() {
        staithe.client().createRepository(repository);
        JsonNode receipt = send("hello.deb", "?wait=published", deb("hello", "1.0", "x"))
                .expect(201)
                .json();
        assertThat(receipt.path("publications").isArray()).isTrue();
        assertThat(receipt.path("publications")).isEmpty();
    }

    @Test
    void whoDoesNotWaitGetsTheTask() {
        staithe.client().createRepository(repository);
        JsonNode task = send("hello.deb", "?wait=accepted", deb("hello", "1.0", "x"))
                .expect(202)
                .json();
        staithe.client().outcome(task.path("id").longValue());
        assertThat(staithe.client().packages(repository)).hasSize(1);
        JsonNode late = staithe.client()
                .put(path("other.deb", ""), Map.of("Prefer", "respond-async, wait=0"), deb("other", "1.0", "x"))
                .expect(202)
                .json();
        staithe.client().outcome(late.path("id").longValue());
        assertThat(staithe.client().packages(repository)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "Repr-Digest, sha-256=:{sha256}:",
        "Content-Digest, 'unknown=:AAAA:, sha-256=:{sha256}:'",
        "X-Checksum-Sha256, {hex}",
    })
    void announcedDigestsAreChecked(String header, String form) {
        staithe.client().createRepository(repository);
        byte[] bytes = deb("hello", "1.0", "x");
        byte[] broken = bytes.clone();
        broken[broken.length - 1] ^= 1;
        Map<String, String> headers = Map.of(
                header,
                form.replace("{sha256}", Base64.getEncoder().encodeToString(sha256(bytes)))
                        .replace("{hex}", hex(bytes)));
        assertThat(staithe.client()
                        .put(path("hello.deb", ""), headers, broken)
                        .expect(400)
                        .body())
                .contains("digest-mismatch", hex(bytes), hex(broken));
        staithe.client().put(path("hello.deb", ""), headers, bytes).expect(201);
        staithe.client().put("/api/files/digests/hello.deb", headers, broken).expect(400);
        assertNothingIsLeftBehind();
    }

    @ParameterizedTest
    @CsvSource({"Repr-Digest, sha-256=nonsense", "Content-MD5, AAAA", "X-Checksum-Sha1, xyz"})
    void digestsThatAreNoneAreRefused(String header, String value) {
        staithe.client().createRepository(repository);
        assertThat(staithe.client()
                        .put(path("hello.deb", ""), Map.of(header, value), new byte[1])
                        .expect(400)
                        .body())
                .contains("bad-parameter", header);
    }

    @Test
    void whatIsNoPackageIsRefusedAndLeavesNothing() {
        staithe.client().createRepository(repository);
        assertThat(send("hello.deb", "", "no ar archive".getBytes(StandardCharsets.UTF_8))
                        .expect(422)
                        .body())
                .contains("package-refused", "\"detail\":\"hello.deb: ");
        assertThat(send("notes.txt", "", new byte[1]).expect(400).body()).contains("not-a-package-name");
        assertThat(send("hello_1.dsc", "", new byte[1]).expect(400).body()).contains("not-a-package-name");
        assertThat(staithe.client()
                        .put("/v1/repositories/nowhere/packages/a.deb", Map.of(), new byte[1])
                        .expect(404)
                        .body())
                .contains("unknown-repository");
        assertThat(send("a.deb", "?wait=forever", new byte[1]).expect(400).body())
                .contains("bad-parameter");
        assertNothingIsLeftBehind();
        assertThat(staithe.client().packages(repository)).isEmpty();
    }

    @Test
    void whatCurlWasToldIsPublishedAptInstallsInTheNextCommand() {
        publishCi();
        AptRoot apt = apt("loop");
        for (int round = 1; round <= ROUNDS; round++) {
            send(DebBuilder.of("loop").version("1." + round));
            installed(apt, "loop", "1." + round);
        }
    }

    @Test
    void soItIsWhereManyDoItAtOnce() {
        publishCi();
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

    private void sendAndInstall(int number) {
        String name = "crowd-" + number;
        AptRoot apt = apt(name);
        send(DebBuilder.of(name).version("2.0"));
        installed(apt, name, "2.0");
    }

    private void publishCi() {
        staithe.client().createRepository(repository);
        staithe.client().publish(repository, repository).expect(201);
    }

    private AptRoot apt(String root) {
        Path key = write("archive.asc", staithe.client().get("/keys/archive.asc"));
        return AptRoot.in(scratch.resolve(root))
                .source("deb [signed-by=" + key + "] " + staithe.address() + "/apt " + repository + " main");
    }

    private void send(DebBuilder deb) {
        Path file = write(deb.fileName(), deb.bytes());
        Curl.Answer answer =
                new Curl(staithe.address()).call(path(deb.fileName(), "?wait=published"), "-fT", file.toString());
        assertThat(answer.status()).as(answer.printed()).isEqualTo(201);
    }

    private static void installed(AptRoot apt, String name, String version) {
        assertThat(apt.get("update").succeeded().output()).doesNotContainPattern("(?m)^[WE]:");
        Path root = apt.installed(name);
        assertThat(root.resolve("var/lib/dpkg/info/" + name + ".list")).exists();
        assertThat(root.resolve("var/lib/dpkg/status")).content().contains("Package: " + name, "Version: " + version);
    }

    private Path write(String name, byte[] bytes) {
        try {
            return Files.write(scratch.resolve(name), bytes);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Answer send(String file, String query, byte[] bytes) {
        return staithe.client().put(path(file, query), Map.of(), bytes);
    }

    private String path(String file, String query) {
        return "/v1/repositories/" + repository + "/packages/" + file + query;
    }

    private static void assertNothingIsLeftBehind() {
        assertThat(staithe.client().send("GET", "/api/files", null).expect(200).body())
                .isEqualTo("[]");
    }

    private static byte[] deb(String name, String version, String content) {
        return DebBuilder.of(name)
                .version(version)
                .file("usr/share/" + name, content)
                .bytes();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(sha256(bytes));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
