package io.staithe.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.library.receipt.Revisions;
import io.staithe.testkit.Command;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.SharedStaithe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Receipts that openssl checks, and a log that a client follows on its own. */
final class ReceiptsIT {
    private static final Path PAGE = Path.of("src/docs/receipts.md");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final AtomicInteger NAMES = new AtomicInteger();

    @RegisterExtension
    static final SharedStaithe staithe = new SharedStaithe();

    @TempDir
    static Path scratch;

    private final String repository = "main-" + NAMES.incrementAndGet();

    @BeforeEach
    void makeRepository() {
        staithe.client().createRepository(repository);
    }

    @Test
    void theCommandsOfThePageCheckAReceipt() throws IOException {
        Command.require("openssl", "openssl");
        Command.require("jq", "jq");
        JsonNode receipt = send("hello", "1.0");
        Files.writeString(scratch.resolve("receipt.json"), receipt.toString());
        Files.write(scratch.resolve("key.pem"), staithe.client().get("/v1/keys/receipts"));
        String commands = String.join("\n", offlineCommands());
        assertThat(Command.shell(commands, scratch).succeeded().output()).contains("Verified Successfully");
        Files.writeString(
                scratch.resolve("receipt.json"), receipt.toString().replace("\\npackage Pamd64", "\\npackage Parm64"));
        assertThat(Command.shell(commands, scratch).code()).isNotZero();
    }

    /** What the page tells to do with a receipt and a key that are there. */
    private static List<String> offlineCommands() throws IOException {
        List<String> lines = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("jq ") || line.startsWith("openssl pkeyutl "))
                .toList();
        assertThat(lines).hasSize(3);
        return lines;
    }

    @Test
    void theStatementSaysWhatTheReceiptSays() {
        JsonNode receipt = send("hello", "1.0");
        assertThat(text(receipt, "statement").lines())
                .containsExactly(
                        "staithe-receipt 1",
                        "id " + text(receipt, "id"),
                        "repository " + repository,
                        "package " + text(receipt, "package"),
                        "sha256 " + text(receipt, "sha256"),
                        "revision 1",
                        "at " + text(receipt, "addedAt"),
                        "task " + receipt.path("task").longValue(),
                        "caller open",
                        "log " + text(receipt, "log"));
        assertThat(Base64.getDecoder().decode(text(receipt, "signature"))).hasSize(64);
    }

    @Test
    void whoSendsTogetherWithOthersGetsTheReceiptOfTheirOwn() {
        List<CompletableFuture<JsonNode>> sent = IntStream.range(0, 12)
                .mapToObj(n -> CompletableFuture.supplyAsync(() -> send("together-" + n, "1." + n)))
                .toList();
        assertThat(sent.stream().map(CompletableFuture::join).map(receipt -> text(receipt, "package")))
                .allSatisfy(key -> assertThat(key).startsWith("Pamd64 together-"))
                .extracting(key -> key.split(" ")[1] + " " + key.split(" ")[2])
                .containsExactlyElementsOf(IntStream.range(0, 12)
                        .mapToObj(n -> "together-" + n + " 1." + n)
                        .toList());
    }

    @Test
    void aReceiptIsFoundByIdAndByDigest() {
        JsonNode receipt = send("hello", "1.0");
        JsonNode shown = get("/v1/receipts/" + text(receipt, "id"));
        assertThat(text(shown, "signature")).isEqualTo(text(receipt, "signature"));
        assertThat(shown.path("shownBy")).isEmpty();
        String other = repository + "-other";
        staithe.client().createRepository(other);
        send(other, "hello", "1.0");
        JsonNode both = get("/v1/receipts?digest=sha256:" + text(receipt, "sha256"));
        assertThat(both.valueStream().map(each -> text(each, "repository")).filter(name -> name.startsWith(repository)))
                .containsExactly(repository, other);
        assertThat(get("/v1/receipts?digest=sha256:" + "0".repeat(64))).isEmpty();
    }

    @Test
    void aReceiptStaysWhenThePackageIsGone() throws SQLException {
        JsonNode receipt = send("gone-" + repository, "1.0");
        staithe.client().remove(repository, List.of(text(receipt, "package"))).expect(200);
        String gone = "(SELECT id FROM package WHERE name = 'gone-" + repository + "')";
        assertThat(staithe.database().update("DELETE FROM membership WHERE package_id IN " + gone))
                .isOne();
        assertThat(staithe.database().update("DELETE FROM package WHERE id IN " + gone))
                .isOne();
        assertThat(text(get("/v1/receipts/" + text(receipt, "id")), "signature"))
                .isEqualTo(text(receipt, "signature"));
    }

    @Test
    void aReceiptNamesTheGenerationsThatShowThePackage() {
        JsonNode receipt = send("hello", "1.0");
        staithe.client().publish(repository, repository).expect(201);
        send("other", "1.0");
        staithe.client().update(repository).expect(200);
        staithe.client().remove(repository, List.of(text(receipt, "package"))).expect(200);
        staithe.client().update(repository).expect(200);
        JsonNode shownBy = get("/v1/receipts/" + text(receipt, "id")).path("shownBy");
        assertThat(shownBy).hasSize(1);
        assertThat(text(shownBy.path(0), "distribution")).isEqualTo(repository);
        assertThat(shownBy.path(0).path("firstGeneration").longValue()).isOne();
        assertThat(shownBy.path(0).path("lastGeneration").longValue()).isEqualTo(2);
    }

    /** Nothing of the server's code takes part: only what the page says. */
    @Test
    void aClientFollowsTheChainAndFindsWhatIsThere() {
        JsonNode first = send("one", "1.0");
        send("two", "1.0");
        staithe.client().remove(repository, List.of(text(first, "package"))).expect(200);
        JsonNode last = send("three", "1.0");
        staithe.client()
                .send("PUT", "/api/repos/" + repository, "{\"Comment\": \"é\"}".getBytes(StandardCharsets.UTF_8))
                .expect(200);
        String hash = "0".repeat(64);
        Set<String> packages = new TreeSet<>();
        long number = 0;
        for (JsonNode page = page(0); !page.isEmpty(); page = page(number)) {
            for (JsonNode row : page) {
                assertThat(row.path("number").longValue()).isEqualTo(++number);
                assertThat(text(row, "previousHash")).isEqualTo(hash);
                hash = hash(hash, row);
                assertThat(text(row, "hash")).isEqualTo(hash);
                row.path("removed").valueStream().map(JsonNode::stringValue).forEach(packages::remove);
                row.path("added")
                        .valueStream()
                        .map(each -> text(each, "package"))
                        .forEach(packages::add);
            }
        }
        assertThat(number).isEqualTo(5);
        assertThat(packages)
                .containsExactlyInAnyOrderElementsOf(staithe.client().packages(repository));
        JsonNode fourth = get("/v1/repositories/" + repository + "/revisions/4");
        assertThat(text(fourth, "hash")).isEqualTo(text(last, "log"));
        assertThat(text(fourth.path("added").path(0), "receipt")).isEqualTo(text(last, "id"));
        assertThat(text(fourth.path("added").path(0), "sha256")).isEqualTo(text(last, "sha256"));
    }

    @Test
    void whoWaitsForARevisionHasItWhenItIsMade() {
        String revisions = "/v1/repositories/" + repository + "/revisions";
        assertThat(get(revisions)).isEmpty();
        assertThat(get(revisions + "?wait=1ms")).isEmpty();
        var next = CompletableFuture.supplyAsync(() -> get(revisions + "?after=0&wait=10m"));
        var second = CompletableFuture.supplyAsync(() -> get(revisions + "/2?wait=10m"));
        awaitWaiting(2);
        send("one", "1.0");
        assertThat(next.join()).hasSize(1);
        send("two", "1.0");
        assertThat(text(second.join(), "change")).startsWith("+Pamd64 two 1.0 ");
        awaitWaiting(0);
    }

    private static void awaitWaiting(long clients) {
        Revisions revisions = staithe.bean(Revisions.class);
        Awaitility.await()
                .atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(revisions.waiting()).isEqualTo(clients));
    }

    @Test
    void whatIsUnknownIsSaid() {
        String revisions = "/v1/repositories/" + repository + "/revisions";
        refused("/v1/receipts/1", 404, "unknown-receipt");
        refused("/v1/receipts/1-1-" + "0".repeat(64), 404, "unknown-receipt");
        refused("/v1/receipts", 400, "bad-parameter");
        refused(revisions + "/1", 404, "unknown-revision");
        refused(revisions + "/one", 400, "bad-parameter");
        refused(revisions + "?wait=long", 400, "bad-parameter");
        refused(revisions + "?limit=1001", 400, "bad-parameter");
        refused("/v1/repositories/nowhere/revisions", 404, "unknown-repository");
    }

    private static void refused(String path, int status, String problem) {
        assertThat(staithe.client().send("GET", path, null).expect(status).body())
                .contains("/problems/" + problem + "\"");
    }

    private JsonNode page(long after) {
        return get("/v1/repositories/" + repository + "/revisions?limit=2&after=" + after);
    }

    private static String hash(String previous, JsonNode row) {
        String caller = text(row, "caller");
        String line = String.join(
                "\n",
                row.path("repositoryId").toString(),
                row.path("number").toString(),
                row.path("atMicros").toString(),
                row.path("task").toString(),
                Integer.toString(caller.getBytes(StandardCharsets.UTF_8).length),
                caller,
                text(row, "change"));
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(HexFormat.of().parseHex(previous));
            return HexFormat.of().formatHex(digest.digest(line.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private JsonNode send(String name, String version) {
        return send(repository, name, version);
    }

    private static JsonNode send(String repository, String name, String version) {
        byte[] bytes = DebBuilder.of(name).version(version).bytes();
        return staithe.client()
                .put("/v1/repositories/" + repository + "/packages/x.deb", Map.of(), bytes)
                .expect(201)
                .json();
    }

    private static JsonNode get(String path) {
        return staithe.client().send("GET", path, null).expect(200).json();
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).stringValue();
    }
}
