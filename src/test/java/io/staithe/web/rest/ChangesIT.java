package io.staithe.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.AptlyClient.Answer;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.HistoryChecker;
import io.staithe.testkit.Sha256;
import io.staithe.testkit.SharedStaithe;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Changes of several repositories, bytes that need not be sent, and calls that may be repeated. */
final class ChangesIT {
    private static final AtomicInteger NAMES = new AtomicInteger();

    @RegisterExtension
    static final SharedStaithe staithe = new SharedStaithe();

    private final int number = NAMES.incrementAndGet();
    private final String main = "main-" + number;
    private final String staging = "staging-" + number;

    @BeforeEach
    void makeRepositories() {
        staithe.client().createRepository(main);
        staithe.client().createRepository(staging);
    }

    @Test
    void bytesThatAreHereNeedNotBeSent() {
        byte[] bytes = deb("hello", "x" + number);
        assertThat(head(bytes).statusCode()).isEqualTo(404);
        send(staging, bytes);
        HttpResponse<byte[]> known = head(bytes);
        assertThat(known.statusCode()).isEqualTo(200);
        assertThat(known.headers().firstValueAsLong("Content-Length")).hasValue(bytes.length);
        JsonNode receipt = adopt(main, bytes, "").expect(201).json();
        assertThat(text(receipt, "repository")).isEqualTo(main);
        assertThat(staithe.client().packages(main)).containsExactly(text(receipt, "package"));
        assertThat(text(adopt(main, bytes, "").expect(200).json(), "id")).isEqualTo(text(receipt, "id"));
        staithe.client()
                .put("/v1/repositories/" + second() + "/packages/other-name.deb", Map.of(), bytes)
                .expect(201);
        adopt(second(), bytes, "").expect(200);
        adopt(second(), bytes, "&replace=true").expect(200);
        refused(adopt(main, new byte[] {1}, ""), 404, "unknown-bytes");
    }

    @Test
    void otherBytesInThePlaceAreAConflictThatNamesBoth() {
        byte[] there = deb("hello", "there" + number);
        byte[] came = deb("hello", "came" + number);
        send(main, there);
        send(staging, came);
        assertThat(refused(adopt(main, came, ""), 409, "package-differs")).contains(hex(there), hex(came));
        adopt(main, came, "&replace=true").expect(201);
        assertThat(staithe.client().packages(main)).isEqualTo(staithe.client().packages(staging));
    }

    @Test
    void bytesWhoseFileIsGoneAreAskedForAgain() throws IOException {
        byte[] bytes = deb("vanished", "x" + number);
        send(staging, bytes);
        try (Stream<Path> files = Files.walk(staithe.data().resolve("pool"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.size(file) == bytes.length
                        && hex(Files.readAllBytes(file)).equals(hex(bytes))) {
                    Files.delete(file);
                }
            }
        }
        assertThat(head(bytes).statusCode()).isEqualTo(404);
        refused(adopt(main, bytes, ""), 404, "unknown-bytes");
        send(main, bytes);
        assertThat(head(bytes).statusCode()).isEqualTo(200);
    }

    @Test
    void whatWasUploadedIsAddedByDigest() {
        byte[] one = deb("one", "x" + number);
        byte[] two = deb("two", "x" + number);
        staithe.client().put("dir-" + number, "one_1.0_amd64.deb", one).expect(200);
        staithe.client().put("dir-" + number, "two_1.0_amd64.deb", two).expect(200);
        JsonNode made = change(Map.of("repository", main, "add", List.of(digest(one), digest(two))))
                .expect(200)
                .json();
        JsonNode changed = made.path("repositories").path(0);
        assertThat(changed.path("revision").longValue()).isOne();
        assertThat(changed.path("receipts").valueStream().map(receipt -> text(receipt, "package")))
                .containsExactlyElementsOf(staithe.client().packages(main));
        assertThat(staithe.client().send("GET", "/api/files", null).body()).doesNotContain("dir-" + number);
    }

    @Test
    void aPromotionIsOneChange() {
        String key = text(send(staging, deb("hello", "x" + number)), "package");
        JsonNode made = change(
                        Map.of("repository", main, "take", List.of(Map.of("from", staging, "packages", List.of(key)))),
                        Map.of("repository", staging, "remove", List.of(key)))
                .expect(200)
                .json();
        assertThat(staithe.client().packages(main)).containsExactly(key);
        assertThat(staithe.client().packages(staging)).isEmpty();
        assertThat(text(made.path("repositories").path(1), "repository")).isEqualTo(staging);
        assertThat(made.path("repositories").path(1).path("removed").path(0).stringValue())
                .isEqualTo(key);
        assertThat(made.path("repositories").path(0).path("receipts").path(0).path("task"))
                .isEqualTo(made.path("task"));
    }

    @Test
    void oneRefusalChangesNothing() {
        byte[] there = deb("hello", "there" + number);
        byte[] other = deb("hello", "other" + number);
        byte[] fine = deb("fine", "x" + number);
        String key = text(send(main, there), "package");
        send(staging, other);
        staithe.client().put("dir-" + number, "fine_1.0_amd64.deb", fine).expect(200);
        Map<String, Object> good = Map.of("repository", main, "add", List.of(digest(fine)), "remove", List.of(key));
        refused(change(good, Map.of("repository", staging, "remove", List.of(key))), 404, "unknown-package");
        refused(change(good, take(staging, main, "Pamd64 none 1.0 12345678")), 404, "unknown-package");
        refused(change(good, Map.of("repository", staging, "add", List.of(digest(there)))), 409, "package-differs");
        refused(
                change(Map.of(
                        "repository", main, "remove", List.of(key), "add", List.of(digest(there), digest(other)))),
                409,
                "place-twice");
        assertThat(staithe.client().packages(main)).containsExactly(key);
        assertThat(staithe.client().packages(staging)).hasSize(1);
        assertThat(staithe.client().send("GET", "/api/files", null).body()).contains("dir-" + number);
        assertThat(log(main)).hasSize(1);
        change(good).expect(200);
        assertThat(staithe.client().packages(main)).hasSize(1).doesNotContain(key);
    }

    @Test
    void changesThatCrossEachOtherAllHappen() {
        int pairs = 8;
        List<String> out = keys(main, "out", pairs);
        List<String> in = keys(staging, "in", pairs);
        List<Integer> statuses = IntStream.range(0, 2 * pairs)
                .parallel()
                .mapToObj(
                        at -> at % 2 == 0 ? move(main, staging, out.get(at / 2)) : move(staging, main, in.get(at / 2)))
                .map(Answer::status)
                .toList();
        assertThat(statuses).containsOnly(200);
        assertThat(staithe.client().packages(main)).containsExactlyInAnyOrderElementsOf(in);
        assertThat(staithe.client().packages(staging)).containsExactlyInAnyOrderElementsOf(out);
        var checker = new HistoryChecker(staithe.database());
        assertThat(checker.check(main, List.of(), List.of())).isEmpty();
        assertThat(checker.check(staging, List.of(), List.of())).isEmpty();
    }

    @Test
    void aChangeIsShownWhereItsRepositoriesArePublished() {
        send(main, deb("hello", "x" + number));
        publishBoth();
        byte[] bytes = deb("shown", "x" + number);
        staithe.client().put("dir-" + number, "shown_1.0_amd64.deb", bytes).expect(200);
        JsonNode made = staithe.client()
                .post(
                        "/v1/changes?wait=published",
                        Map.of("Idempotency-Key", "published-" + number),
                        Map.of("repositories", List.of(adding(main, bytes), adding(staging, bytes))))
                .expect(200)
                .json();
        assertThat(made.path("publications")).hasSize(1);
        for (String component : List.of("main", "staging")) {
            assertThat(new String(
                            staithe.client().get("/apt/dists/" + main + "/" + component + "/binary-amd64/Packages")))
                    .contains("Package: shown\n");
        }
    }

    /** One publication, which has both repositories. */
    private void publishBoth() {
        Map<String, Object> both = Map.of(
                "SourceKind",
                "local",
                "Distribution",
                main,
                "Architectures",
                List.of("amd64"),
                "Sources",
                List.of(Map.of("Name", main, "Component", "main"), Map.of("Name", staging, "Component", "staging")));
        staithe.client().post("/api/publish/:.", Map.of(), both).expect(201);
    }

    private static Map<String, Object> adding(String repository, byte[] bytes) {
        return Map.of("repository", repository, "add", List.of(digest(bytes)));
    }

    @Test
    void aCallWithAKeyHappensOnce() {
        byte[] bytes = deb("hello", "x" + number);
        staithe.client().put("dir-" + number, "hello_1.0_amd64.deb", bytes).expect(200);
        Object wanted = Map.of("repositories", List.of(adding(main, bytes)));
        Map<String, String> key = Map.of("Idempotency-Key", "once-" + number);
        List<JsonNode> tasks = IntStream.range(0, 8)
                .parallel()
                .mapToObj(at -> staithe.client()
                        .post("/v1/changes", key, wanted)
                        .expect(200)
                        .json()
                        .path("task"))
                .distinct()
                .toList();
        assertThat(tasks).hasSize(1);
        staithe.client().remove(main, staithe.client().packages(main)).expect(200);
        assertThat(staithe.client()
                        .post("/v1/changes", key, wanted)
                        .expect(200)
                        .json()
                        .path("task"))
                .isEqualTo(tasks.get(0));
        assertThat(staithe.client().packages(main)).isEmpty();
        refused(
                staithe.client().post("/v1/changes", key, Map.of("repositories", List.of())),
                422,
                "idempotency-key-reused");
    }

    @Test
    void aRepeatedCallThatDoesNotWaitIsToldOfAChangeThatIsMade() {
        byte[] bytes = deb("hello", "x" + number);
        staithe.client().put("dir-" + number, "hello_1.0_amd64.deb", bytes).expect(200);
        Object wanted = Map.of("repositories", List.of(adding(main, bytes)));
        Map<String, String> key = Map.of("Idempotency-Key", "unwaited-" + number);
        JsonNode task = staithe.client()
                .post("/v1/changes?wait=accepted", key, wanted)
                .expect(202)
                .json()
                .path("id");
        staithe.client().get("/api/tasks/" + task.asLong() + "/wait");
        assertThat(staithe.client()
                        .post("/v1/changes?wait=accepted", key, wanted)
                        .expect(200)
                        .json()
                        .path("repositories"))
                .hasSize(1);
    }

    @Test
    void aKeyedCallThatFailedFailsAgainAndOneThatWasRefusedIsFree() {
        Map<String, String> failing = Map.of("Idempotency-Key", "failing-" + number);
        Object absent = Map.of(
                "repositories", List.of(Map.of("repository", main, "remove", List.of("Pamd64 none 1.0 12345678"))));
        String first = refused(staithe.client().post("/v1/changes", failing, absent), 404, "unknown-package");
        assertThat(refused(staithe.client().post("/v1/changes", failing, absent), 404, "unknown-package"))
                .isEqualTo(first);
        Map<String, String> early = Map.of("Idempotency-Key", "early-" + number);
        byte[] bytes = deb("late", "x" + number);
        Object wanted = Map.of("repositories", List.of(adding(main, bytes)));
        refused(staithe.client().post("/v1/changes", early, wanted), 404, "unknown-bytes");
        send(staging, bytes);
        staithe.client().post("/v1/changes", early, wanted).expect(200);
        refused(staithe.client().post("/v1/changes", Map.of("Idempotency-Key", "a b"), wanted), 400, "bad-parameter");
    }

    @Test
    void aRollbackWithAKeyHappensOnce() {
        staithe.client().publish(main, main).expect(201);
        JsonNode found = staithe.client()
                .send("GET", "/v1/publications?prefix=.&distribution=" + main, null)
                .json();
        String rollback = "/v1/publications/" + found.path("id") + "/rollback";
        Map<String, String> key = Map.of("Idempotency-Key", "rollback-" + number);
        JsonNode first = staithe.client()
                .post(rollback, key, Map.of("generation", 1))
                .expect(202)
                .json();
        JsonNode again = staithe.client()
                .post(rollback, key, Map.of("generation", 1))
                .expect(202)
                .json();
        assertThat(again.path("id")).isEqualTo(first.path("id"));
    }

    @Test
    void whatIsNoChangeIsRefused() {
        refused(change(), 400, "nothing-to-change");
        refused(change(Map.of("repository", main)), 400, "nothing-to-change");
        refused(change(Map.of("add", List.of())), 400, "missing-member");
        refused(change(Map.of("repository", main, "add", List.of("md5:00"))), 400, "bad-parameter");
        refused(change(Map.of("repository", main, "remove", List.of("hello"))), 400, "bad-package-key");
        refused(change(take(main, main, "Pamd64 none 1.0 12345678")), 400, "taken-from-itself");
        refused(change(take(main, "nowhere", "Pamd64 none 1.0 12345678")), 404, "unknown-repository");
        Map<String, Object> part = Map.of("repository", main, "remove", List.of("Pamd64 none 1.0 12345678"));
        refused(change(part, part), 400, "repository-twice");
        refused(
                staithe.client().post("/v1/changes?wait=long", Map.of(), Map.of("repositories", List.of(part))),
                400,
                "bad-parameter");
    }

    /** A repository more. */
    private String second() {
        String name = "second-" + number;
        if (staithe.client().send("GET", "/api/repos/" + name, null).status() == 404) {
            staithe.client().createRepository(name);
        }
        return name;
    }

    private Answer move(String from, String to, String key) {
        return change(take(to, from, key), Map.of("repository", from, "remove", List.of(key)));
    }

    private static Map<String, Object> take(String to, String from, String key) {
        return Map.of("repository", to, "take", List.of(Map.of("from", from, "packages", List.of(key))));
    }

    private List<String> keys(String repository, String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(at -> text(send(repository, deb(name + at, "x" + number)), "package"))
                .toList();
    }

    private static Answer change(Object... parts) {
        return staithe.client().post("/v1/changes", Map.of(), Map.of("repositories", List.of(parts)));
    }

    private static JsonNode log(String repository) {
        return staithe.client()
                .send("GET", "/v1/repositories/" + repository + "/revisions", null)
                .expect(200)
                .json();
    }

    private static String refused(Answer answer, int status, String problem) {
        assertThat(answer.expect(status).body()).contains("/problems/" + problem + "\"");
        return text(answer.json(), "detail");
    }

    private static HttpResponse<byte[]> head(byte[] bytes) {
        return staithe.client().fetch("HEAD", "/v1/blobs/" + digest(bytes), Map.of());
    }

    private static Answer adopt(String repository, byte[] bytes, String query) {
        return staithe.client().put(path(repository) + "?digest=" + digest(bytes) + query, Map.of(), new byte[0]);
    }

    private static JsonNode send(String repository, byte[] bytes) {
        return staithe.client()
                .put(path(repository), Map.of(), bytes)
                .expect(201)
                .json();
    }

    private static String path(String repository) {
        return "/v1/repositories/" + repository + "/packages/x.deb";
    }

    private static byte[] deb(String name, String content) {
        return DebBuilder.of(name).file("usr/share/" + name, content).bytes();
    }

    private static String digest(byte[] bytes) {
        return "sha256:" + hex(bytes);
    }

    private static String hex(byte[] bytes) {
        return Sha256.hex(bytes);
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).stringValue();
    }
}
