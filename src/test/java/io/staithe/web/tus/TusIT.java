package io.staithe.web.tus;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.postgres.Connections;
import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.Command;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.RunningStaithe;
import io.staithe.testkit.Sha256;
import io.staithe.testkit.TestDatabase;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

/** tus 1.0 as its clients speak it. */
final class TusIT {
    private static final AtomicInteger NAMES = new AtomicInteger();

    @TempDir
    static Path scratch;

    private static final DataSize UNREAD = DataSize.ofKilobytes(64);

    private static TestDatabase database;
    private static RunningStaithe staithe;
    private static AptlyClient client;
    private static TusCalls tus;

    private final String repository = "pieces-" + NAMES.incrementAndGet();
    private final byte[] bytes = deb("hello", "first");

    @BeforeAll
    static void start() {
        database = TestDatabase.fresh();
        staithe = RunningStaithe.start(
                database,
                scratch,
                Map.of("staithe.sessions.busy-wait", "100ms", "staithe.server.unread-body-size", UNREAD.toString()));
        client = staithe.client();
        tus = new TusCalls(staithe.address());
    }

    @AfterAll
    static void stop() {
        staithe.close();
    }

    @BeforeEach
    void repository() {
        client.createRepository(repository);
    }

    @Test
    void whatBreaksAPolicyIsRefusedBeforeItsFirstByteOrAtItsLast() {
        String policies = "/v1/repositories/" + repository + "/policies";
        client.send("PUT", policies, AptlyClient.json(Map.of("names", List.of("good"))))
                .expect(200);
        Map<String, String> told = Map.of("repository", repository, "filename", "hello_1.0_amd64.deb");
        HttpResponse<String> early = tus.send(tus.creation(bytes.length, told));
        assertThat(early.statusCode()).isEqualTo(422);
        String path = tus.created(bytes.length, Map.of("repository", repository, "filename", "good_1.0_amd64.deb"));
        HttpResponse<String> late = tus.send(tus.piece(path, 0, bytes));
        assertThat(late.statusCode()).isEqualTo(422);
        assertThat(late.body()).contains("'hello' must be like one of good");
        assertThat(client.packages(repository)).isEmpty();
    }

    @Test
    void theServerTellsWhatItCan() {
        HttpResponse<String> answer = tus.send(tus.request("/v1/uploads").method("OPTIONS", BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Tus-Version")).contains("1.0.0");
        assertThat(answer.headers().firstValue("Tus-Extension"))
                .contains("creation,creation-with-upload,checksum,expiration,termination");
        assertThat(Long.parseLong(answer.headers().firstValue("Tus-Max-Size").orElseThrow()))
                .isPositive();
        assertThat(answer.headers().firstValue("Tus-Checksum-Algorithm").orElseThrow())
                .contains("sha1");
    }

    @Test
    void theLastPieceIsAnsweredWithTheReceiptOfTheAddition() {
        String path = tus.created(bytes.length, said("sha256", Sha256.hex(bytes)));
        HttpResponse<String> first = tus.send(tus.piece(path, 0, Arrays.copyOf(bytes, 100)));
        assertThat(first.statusCode()).as(first.body()).isEqualTo(204);
        assertThat(first.headers().firstValue("Upload-Offset")).contains("100");
        assertThat(first.headers().firstValue("Tus-Resumable")).contains("1.0.0");
        assertThat(first.headers().firstValue("Staithe-Task")).isEmpty();
        assertThat(tus.offset(path)).isEqualTo(100);
        assertThat(client.packages(repository)).isEmpty();
        HttpResponse<String> last = tus.send(tus.piece(path, 100, Arrays.copyOfRange(bytes, 100, bytes.length)));
        assertThat(last.statusCode()).as(last.body()).isEqualTo(204);
        String receipt = last.headers().firstValue("Staithe-Receipt").orElseThrow();
        assertThat(new String(client.get(receipt), StandardCharsets.UTF_8)).contains(Sha256.hex(bytes));
        assertThat(client.packages(repository)).hasSize(1);
        assertWholeAndDone(path, receipt);
        client.post("/api/tasks-clear", Map.of(), Map.of()).expect(200);
        assertThat(tus.head(path).headers().firstValue("Staithe-Receipt")).contains(receipt);
    }

    /** What asks again after the end is told the truth, and changes nothing. */
    private void assertWholeAndDone(String path, String receipt) {
        HttpResponse<String> head = tus.head(path);
        assertThat(head.headers().firstValue("Upload-Offset")).contains(Integer.toString(bytes.length));
        assertThat(head.headers().firstValue("Upload-Length")).contains(Integer.toString(bytes.length));
        assertThat(head.headers().firstValue("Upload-Metadata").orElseThrow()).contains("filename ");
        assertThat(head.headers().firstValue("Staithe-Receipt")).contains(receipt);
        HttpResponse<String> again = tus.send(tus.piece(path, bytes.length, new byte[0]));
        assertThat(again.statusCode()).isEqualTo(204);
        assertThat(again.headers().firstValue("Staithe-Receipt")).contains(receipt);
        assertThat(tus.send(tus.piece(path, 100, new byte[] {1})).statusCode()).isEqualTo(409);
        assertThat(client.packages(repository)).hasSize(1);
    }

    @Test
    void aCreationMayBringAllOfIt() {
        HttpResponse<String> answer = tus.send(tus.creation(bytes.length, said("wait", "published"))
                .header("Content-Type", "application/offset+octet-stream")
                .POST(BodyPublishers.ofByteArray(bytes)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Upload-Offset")).contains(Integer.toString(bytes.length));
        assertThat(answer.headers().firstValue("Staithe-Receipt")).isPresent();
        assertThat(answer.headers().firstValue("Location")).isPresent();
    }

    @Test
    void whoBeginsAnUploadAgainUnderItsKeyGoesOnWithTheFirst() {
        Map<String, String> metadata = Map.of("repository", repository, "filename", "hello.deb");
        HttpRequest.Builder keyed = tus.creation(bytes.length, metadata).header("Idempotency-Key", repository);
        String first = location(tus.send(keyed));
        assertThat(location(tus.send(keyed))).isEqualTo(first);
        tus.send(tus.piece(first, 0, Arrays.copyOf(bytes, 100)));
        HttpResponse<String> again = tus.send(keyed.copy()
                .header("Content-Type", "application/offset+octet-stream")
                .POST(BodyPublishers.ofByteArray(bytes)));
        assertThat(location(again)).isEqualTo(first);
        assertThat(header(again, "Upload-Offset")).isEqualTo("100");
        HttpResponse<String> last = tus.send(tus.piece(first, 100, Arrays.copyOfRange(bytes, 100, bytes.length)));
        HttpResponse<String> done = tus.send(keyed);
        assertThat(location(done)).isEqualTo(first);
        assertThat(header(done, "Upload-Offset")).isEqualTo(String.valueOf(bytes.length));
        assertThat(header(done, "Staithe-Receipt")).isEqualTo(header(last, "Staithe-Receipt"));
        HttpResponse<String> other =
                tus.send(tus.creation(bytes.length + 1, metadata).header("Idempotency-Key", repository));
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.body()).contains("upload-key-reused");
    }

    @Test
    void aCreationUnderAKeyMayBringMoreThanOtherCallsMay() {
        byte[] large =
                DebBuilder.of("large").payload("usr/share/large", 300_000, 7).bytes();
        HttpResponse<String> done =
                tus.send(tus.creation(large.length, Map.of("repository", repository, "filename", "large.deb"))
                        .header("Idempotency-Key", "large-" + repository)
                        .header("Content-Type", "application/offset+octet-stream")
                        .POST(BodyPublishers.ofByteArray(large)));
        assertThat(done.statusCode()).as(done.body()).isEqualTo(201);
        assertThat(header(done, "Staithe-Receipt")).isNotEmpty();
        assertThat(client.packages(repository)).hasSize(1);
    }

    @Test
    void aCreationThatIsRepeatedWithMoreThanServersDropIsAnsweredWhenAllIsSent() {
        byte[] large = new byte[(int) UNREAD.toBytes() * 4];
        HttpRequest.Builder keyed = tus.creation(
                        large.length, Map.of("repository", repository, "filename", "large.deb"))
                .header("Idempotency-Key", "again-" + repository);
        String first = location(tus.send(keyed));
        tus.send(tus.piece(first, 0, Arrays.copyOf(large, 100)));
        HttpRequest.Builder bodied = keyed.copy().header("Content-Type", "application/offset+octet-stream");
        HttpResponse<String> again = tus.send(bodied.POST(BodyPublishers.ofByteArray(large)));
        assertThat(location(again)).isEqualTo(first);
        assertThat(header(again, "Upload-Offset")).isEqualTo("100");
        assertThat(again.headers().firstValue("Connection")).isEmpty();
    }

    @Test
    void aCreationThatIsRepeatedBringsWhatTheFirstOneDidNot() {
        HttpRequest.Builder keyed = tus.creation(
                        bytes.length, Map.of("repository", repository, "filename", "hello.deb"))
                .header("Idempotency-Key", "late-" + repository);
        String first = location(tus.send(keyed));
        HttpRequest.Builder bodied = keyed.copy()
                .header("Content-Type", "application/offset+octet-stream")
                .POST(BodyPublishers.ofByteArray(bytes));
        HttpResponse<String> done = tus.send(bodied);
        assertThat(location(done)).isEqualTo(first);
        HttpResponse<String> again = tus.send(bodied);
        assertThat(location(again)).isEqualTo(first);
        assertThat(header(again, "Staithe-Receipt")).isEqualTo(header(done, "Staithe-Receipt"));
        HttpResponse<String> longer = tus.send(bodied.POST(BodyPublishers.ofByteArray(new byte[bytes.length + 1])));
        assertThat(longer.statusCode()).isEqualTo(413);
        assertThat(client.packages(repository)).hasSize(1);
    }

    private static String location(HttpResponse<String> created) {
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return header(created, "Location");
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElseThrow();
    }

    @Test
    void theRecipesOfThePageSendAPackageAndMayBeRepeated() throws IOException {
        Command.require("curl", "curl");
        Files.write(scratch.resolve("hello_1.0_amd64.deb"), bytes);
        String recipes = Pattern.compile("^```sh\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(Path.of("src/docs/uploads.md")))
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining("\n"))
                .replace("https://HOST", staithe.address().toString())
                .replace("repository=main", "repository=" + repository)
                .replace("repositories/main/", "repositories/" + repository + "/");
        for (int n = 0; n < 2; n++) {
            assertThat(Command.shell(recipes, scratch).succeeded().output())
                    .contains("204 No Content", "Staithe-Receipt: ", "\"statement\":\"staithe-receipt 1");
        }
        assertThat(client.packages(repository)).hasSize(1);
    }

    @Test
    void onePieceWithAnotherChecksumIsForgotten() {
        String path = tus.created(bytes.length, said("wait", "accepted"));
        String sum = "sha1 " + Base64.getEncoder().encodeToString(sha1(bytes));
        byte[] other = bytes.clone();
        other[7]++;
        HttpResponse<String> wrong = tus.send(tus.piece(path, 0, other).header("Upload-Checksum", sum));
        assertThat(wrong.statusCode()).as(wrong.body()).isEqualTo(460);
        assertThat(tus.offset(path)).isZero();
        HttpResponse<String> right = tus.send(tus.piece(path, 0, bytes).header("Upload-Checksum", sum));
        assertThat(right.statusCode()).as(right.body()).isEqualTo(204);
        client.outcome(Long.parseLong(
                right.headers().firstValue("Staithe-Task").orElseThrow().replaceAll(".*/", "")));
        assertThat(client.packages(repository)).hasSize(1);
    }

    @Test
    void aPackageThatIsRefusedIsNoSuccess() {
        client.put("/v1/repositories/" + repository + "/packages/hello.deb", Map.of(), deb("hello", "other"))
                .expect(201);
        String path = tus.created(bytes.length, said());
        HttpResponse<String> last = tus.send(tus.piece(path, 0, bytes));
        assertThat(last.statusCode()).as(last.body()).isEqualTo(422);
        assertThat(last.body()).contains("package-differs", Sha256.hex(bytes));
        assertThat(tus.head(path).statusCode()).isEqualTo(422);
        String replacing = tus.created(bytes.length, said("replace", "true"));
        assertThat(tus.send(tus.piece(replacing, 0, bytes)).statusCode()).isEqualTo(204);
    }

    @Test
    void whatIsEndedIsUnknown() {
        String path = tus.created(bytes.length, said());
        tus.send(tus.piece(path, 0, Arrays.copyOf(bytes, 10)));
        assertThat(tus.send(tus.request(path).DELETE()).statusCode()).isEqualTo(204);
        assertThat(tus.head(path).statusCode()).isEqualTo(404);
        assertThat(tus.send(tus.request(path).DELETE()).statusCode()).isEqualTo(404);
    }

    @Test
    void clientsThatCannotPatchSayItInAHeader() {
        String path = tus.created(bytes.length, said());
        HttpResponse<String> piece = tus.send(tus.piece(path, 0, bytes)
                .header("X-HTTP-Method-Override", "PATCH")
                .POST(BodyPublishers.ofByteArray(bytes)));
        assertThat(piece.statusCode()).as(piece.body()).isEqualTo(204);
        assertThat(tus.send(tus.request(path)
                                .header("X-HTTP-Method-Override", "HEAD")
                                .POST(BodyPublishers.noBody()))
                        .headers()
                        .firstValue("Upload-Offset"))
                .contains(Integer.toString(bytes.length));
    }

    @Test
    void anotherVersionIsRefusedWithTheRightOne() {
        HttpResponse<String> answer =
                tus.send(HttpRequest.newBuilder(staithe.address().resolve("/v1/uploads"))
                        .header("Tus-Resumable", "0.2.2")
                        .POST(BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(412);
        assertThat(answer.headers().firstValue("Tus-Version")).contains("1.0.0");
    }

    @ParameterizedTest
    @CsvSource({
        "repository, nowhere, 404, unknown-repository",
        "filename, hello.txt, 400, not-a-package-name",
        "filename, '', 400, bad-upload-metadata",
        "sha256, xyz, 400, bad-upload-metadata",
        "wait, forever, 400, bad-parameter"
    })
    void whatCannotBecomeAPackageIsRefusedAtOnce(String key, String value, int status, String problem) {
        HttpResponse<String> answer = tus.send(tus.creation(bytes.length, said(key, value)));
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("/problems/" + problem);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {"none, staithe.instance.url", "http://127.0.0.1:1, does not answer"})
    void whatAnInstanceHasThatCannotBeReachedIsToBeAskedForLater(@Nullable String url, String reason) {
        String path = tus.created(bytes.length, said());
        sql("INSERT INTO instance (name, start_number, url) VALUES ('away-" + repository + "', 1, "
                + (url == null ? "NULL" : "'" + url + "'") + ")");
        sql("UPDATE upload_session SET owner_instance = (SELECT max(id) FROM instance) WHERE '" + path
                + "' LIKE '%' || id");
        HttpResponse<String> answer = tus.send(tus.piece(path, 0, bytes));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.body()).contains("owner-away", reason);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    private static void sql(String statement) {
        Connections.client(database.connections()).sql(statement).then().block();
    }

    @Test
    void whatIsNoPieceIsRefused() {
        String path = tus.created(bytes.length, said());
        assertThat(tus.send(tus.request(path)
                                .header("Upload-Offset", "0")
                                .method("PATCH", BodyPublishers.ofByteArray(bytes)))
                        .statusCode())
                .isEqualTo(415);
        assertThat(tus.send(tus.piece(path, 1, bytes)).statusCode()).isEqualTo(409);
        assertThat(tus.send(tus.piece(path, 0, Arrays.copyOf(bytes, bytes.length + 1)))
                        .statusCode())
                .isEqualTo(413);
        assertThat(tus.send(tus.creation(Long.MAX_VALUE, said())).statusCode()).isEqualTo(413);
        assertThat(tus.send(tus.creation(0, said())).statusCode()).isEqualTo(400);
        assertThat(tus.head("/v1/uploads/nothing").statusCode()).isEqualTo(404);
        assertThat(tus.offset(path)).isZero();
    }

    private Map<String, String> said(String... more) {
        Map<String, String> metadata = new HashMap<>(Map.of("repository", repository, "filename", "hello.deb"));
        for (int at = 0; at < more.length; at += 2) {
            metadata.put(more[at], more[at + 1]);
        }
        return metadata;
    }

    private static byte[] sha1(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static byte[] deb(String name, String content) {
        return DebBuilder.of(name).file("usr/share/" + name, content).bytes();
    }
}
