package io.staithe.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.Curl;
import io.staithe.testkit.Curl.Answer;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.HeldUpload;
import io.staithe.testkit.RunningStaithe;
import io.staithe.testkit.Sha256;
import io.staithe.testkit.TestDatabase;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever can be answered without a body is: curl prints the reason, and a body of 1 GiB stays where it is. */
final class EarlyAnswersIT {
    private static final int CLIENTS = Integer.getInteger("staithe.trial.crowd-clients", 8);
    private static final int PLACES = 2;
    private static final long LARGE = 1L << 30;
    private static final int UNREAD = 4 << 20;
    /** What the server takes in before it stops, and what socket buffers of both sides may hold. */
    private static final long MOST_SENT = UNREAD + (32 << 20);

    private static final byte[] THERE =
            DebBuilder.of("hello").version("1.0").file("usr/share/hello", "x").bytes();
    private static final String EXPECT = "Expect: 100-continue";
    private static final String TUS = "Tus-Resumable: 1.0.0";
    private static final String CREATION = "/v1/uploads?repository=early&filename=x.deb";
    private static final String PACKAGES = "/v1/repositories/early/packages/";

    @TempDir
    static Path scratch;

    private static RunningStaithe staithe;
    private static AptlyClient client;
    private static Curl curl;
    private static TestDatabase database;
    private static String large;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final CountDownLatch refused = new CountDownLatch(CLIENTS);

    @BeforeAll
    static void start() throws IOException {
        Map<String, String> settings = Map.of(
                "staithe.intake.max-upload-size", "512MB",
                "staithe.intake.max-open-uploads-per-caller", String.valueOf(PLACES),
                "staithe.intake.retry-after", "1s",
                "staithe.intake.longest-retry", "2s",
                "staithe.server.unread-body-size", UNREAD + "B");
        database = TestDatabase.fresh();
        staithe = RunningStaithe.start(database, scratch.resolve("data"), settings);
        client = staithe.client();
        curl = new Curl(staithe.address());
        client.createRepository("early");
        client.createRepository("crowd");
        client.put(PACKAGES + "hello_1.0_amd64.deb", Map.of(), THERE).expect(201);
        Path file = scratch.resolve("large.deb");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(LARGE);
        }
        large = file.toString();
        Files.write(scratch.resolve("there.deb"), THERE);
    }

    @AfterAll
    static void stop() {
        staithe.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/files/%2E%2E/x.deb, 400, wrong dir",
        "/v1/repositories/nowhere/packages/x.deb, 404, unknown-repository",
        "/v1/repositories/early/packages/x.txt, 400, not-a-package-name",
        "/v1/repositories/early/packages/x.deb?wait=ever, 400, bad-parameter",
        "/dput/early/x.txt, 400, must be of [A-Za-z0-9_.~+-]",
        "/dput/nowhere/x.deb, 404, local repo with name nowhere not found",
        "/nowhere, 404, nothing under this address",
    })
    void aPutThatIsRefusedIsNotRead(String path, int status, String reason) {
        assertNotRead(path, status, reason, "-T", large);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/files/dir/x.deb, 413, upload has 1073741824 bytes",
        "/v1/repositories/early/packages/x.deb, 413, upload-too-large",
        "/dput/early/x_1.deb, 413, upload has 1073741824 bytes",
        "/dput/early/x_1.changes, 413, a .changes file may have",
    })
    void whatIsTooLongIsNotRead(String path, int status, String reason) {
        assertNotRead(path, status, reason, "-T", large);
    }

    @Test
    void aFormThatIsTooLongIsNotRead() {
        assertNotRead("/api/files/dir", 413, "the limit is", "-F", "file=@" + large);
    }

    @Test
    void aCreationThatBringsTooMuchIsNotRead() {
        assertNotRead(CREATION, 413, "upload-too-large", tus("POST", "Upload-Length: " + LARGE));
    }

    @Test
    void aPieceThatHasNoPlaceIsNotRead() {
        Answer created = curl.call(CREATION, "-X", "POST", "-D", "-", "-H", TUS, "-H", "Upload-Length: 9");
        Matcher location = Pattern.compile("(?i)location: (\\S+)").matcher(created.printed());
        assertThat(location.find()).as(created.printed()).isTrue();
        assertNotRead(location.group(1), 409, "other-offset", tus("PATCH", "Upload-Offset: 5"));
        assertNotRead(location.group(1), 413, "too-many-bytes", tus("PATCH", "Upload-Offset: 0"));
    }

    private static String[] tus(String method, String header) {
        String type = "Content-Type: application/offset+octet-stream";
        return new String[] {"-X", method, "-T", large, "-H", TUS, "-H", type, "-H", header};
    }

    @Test
    void otherBytesThanTheRepositoryHasAreNotRead() {
        String announced = Sha256.hex(new byte[1]);
        Answer conflict = assertNotRead(
                PACKAGES + "hello_1.0_amd64.deb",
                409,
                "package-differs",
                "-T",
                large,
                "-H",
                "X-Checksum-Sha256: " + announced);
        assertThat(conflict.printed()).contains("hello_1.0_amd64", Sha256.hex(THERE), announced);
        assertThat(curl.call(
                                "/v1/uploads?repository=early&filename=hello_1.0_amd64.deb&sha256=" + announced,
                                "-X",
                                "POST",
                                "-H",
                                TUS,
                                "-H",
                                "Upload-Length: 9")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void namesOfFilesHaveNoEpochSoItIsLeftAside() {
        byte[] later = DebBuilder.of("hello").version("1:3.0").bytes();
        client.put(PACKAGES + "hello_3.0_amd64.deb", Map.of(), later).expect(201);
        String digest = "X-Checksum-Sha256: " + Sha256.hex(THERE);
        Answer conflict = curl.call(PACKAGES + "hello_3.0_amd64.deb", "-T", there(), "-H", EXPECT, "-H", digest);
        assertThat(conflict.status())
                .as("the bytes are there, under another name")
                .isEqualTo(409);
        assertThat(conflict.printed()).contains("hello_1:3.0_amd64");
        assertThat(conflict.sentBytes()).isZero();
    }

    @Test
    void aChangeThatWaitsMayTakeAwayWhatDiffers() throws SQLException {
        client.createRepository("waiting");
        String packages = "/v1/repositories/waiting/packages/hello_1.0_amd64.deb";
        client.put(packages, Map.of(), THERE).expect(201);
        database.update("""
                WITH lane AS (
                    SELECT 'repository/' || id AS name FROM repository WHERE name = 'waiting'
                ), accepted AS (
                    INSERT INTO task (kind, payload_version, payload, title, caller, correlation, listed, changes, reads)
                    SELECT 'of another version', 1, '{}', 'waits', 'test', 'test', false, ARRAY[name], '{}' FROM lane
                    RETURNING id
                )
                INSERT INTO task_lane (lane, task_id, changes, home)
                SELECT name, id, true, true FROM lane, accepted
                """);
        String other = "X-Checksum-Sha256: " + Sha256.hex(new byte[3]);
        Answer read = curl.call(packages, "-T", there(), "-H", EXPECT, "-H", other);
        assertThat(read.printed()).contains("digest-mismatch");
        assertThat(read.sentBytes()).isEqualTo(THERE.length);
    }

    @Test
    void bytesThatTheRepositoryHasNeedNotBeSent() {
        String digest = "X-Checksum-Sha256: " + Sha256.hex(THERE);
        Answer there = curl.call(PACKAGES + "any.deb?wait=published", "-T", large, "-H", EXPECT, "-H", digest);
        assertThat(there.status()).as(there.printed()).isEqualTo(200);
        assertThat(there.printed()).contains("\"revision\":1", "\"publications\":[]");
        assertThat(there.sentBytes()).isZero();
        String other = "X-Checksum-Sha256: " + Sha256.hex(new byte[3]);
        Answer asked = curl.call(PACKAGES + "any.deb", "-T", there(), "-H", EXPECT, "-H", other);
        assertThat(asked.status()).as("the body is asked for").isEqualTo(400);
        assertThat(asked.sentBytes()).isEqualTo(THERE.length);
    }

    @Test
    void aBodyThatWasNotAskedForIsNotMistakenForTheNextRequest() {
        String digest = "X-Checksum-Sha256: " + Sha256.hex(THERE);
        Answer second = curl.call(
                List.of(PACKAGES + "a.deb", PACKAGES + "b.deb"),
                List.of("-m", "5", "-T", there(), "-H", EXPECT, "-H", digest));
        assertThat(second.code()).as(second.printed()).isZero();
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.connects()).isEqualTo(1);
    }

    @Test
    void whoBeganToSendWhatNeedNotBeSentIsAnswered() {
        String digest = "X-Checksum-Sha256: " + Sha256.hex(THERE);
        Answer there = curl.call(
                PACKAGES + "any.deb?wait=published",
                "--expect100-timeout",
                "0.001",
                "--limit-rate",
                "200M",
                "-T",
                large,
                "-H",
                EXPECT,
                "-H",
                digest);
        assertThat(there.code()).as(there.printed()).isZero();
        assertThat(there.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1, Connection: close", "HTTP/1.0, X-Nothing: 1"})
    void whoSendsAllBeforeItLooksIsAnsweredOnAConnectionThatEnds(String version, String header) throws IOException {
        byte[] body = new byte[UNREAD];
        String head = "PUT " + PACKAGES + "x.txt " + version + "\r\nHost: localhost\r\nContent-Length: " + body.length
                + "\r\n" + header + "\r\n\r\n";
        assertThat(sentBeforeLooking(head, body)).contains("not-a-package-name");
    }

    private static String sentBeforeLooking(String head, byte[] body) throws IOException {
        try (Socket socket =
                new Socket(staithe.address().getHost(), staithe.address().getPort())) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void dputIsAnsweredWhateverItSendsBeforeItLooks() throws IOException {
        byte[] body = new byte[4 * UNREAD];
        String head = "PUT /dput/nowhere/x.deb HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                + body.length + "\r\n\r\n";
        assertThat(sentBeforeLooking(head, body)).contains("local repo with name nowhere not found");
    }

    @Test
    void whoSendsAllBeforeItLooksIsAnsweredOnAConnectionThatGoesOn() {
        Answer second =
                curl.call(List.of(PACKAGES + "x.txt", PACKAGES + "hello.deb"), List.of("-T", there(), "-H", "Expect:"));
        assertThat(second.printed()).contains("not-a-package-name");
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.connects()).isZero();
    }

    @Test
    void whoHasAsManyUploadsAsItMayIsToldWhenToComeAgain() {
        try (HeldUpload first = HeldUpload.at(staithe.address());
                HeldUpload second = HeldUpload.at(staithe.address())) {
            assertThat(first).isNotSameAs(second);
            for (String path : List.of("/api/files/dir/x.deb", PACKAGES + "x.deb", "/dput/early/x_1.deb")) {
                Answer refused = curl.call(path, "-T", there(), "-H", EXPECT, "-D", "-");
                assertThat(refused.status()).as(refused.printed()).isEqualTo(429);
                assertThat(refused.printed()).containsPattern("(?i)retry-after: [1-9]");
                assertThat(refused.sentBytes()).isZero();
            }
            assertThat(curl.call("/api/files/dir", "-F", "file=@" + there()).status())
                    .isEqualTo(429);
        }
    }

    /** The long form, with the memory of a process of its own, is {@code loadtest/crowd.sh}. */
    @Test
    void whoComesAgainWhenToldGetsIn() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        List<HeldUpload> holders = IntStream.range(0, PLACES)
                .mapToObj(n -> HeldUpload.at(staithe.address()))
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
        assertThat(client.packages("crowd")).hasSize(CLIENTS);
    }

    /** Sends a package until it is taken; each refusal has to name a time, which is waited. */
    private void deliver(int number) {
        byte[] deb = DebBuilder.of("crowd-" + number)
                .payload("usr/share/crowd", 256 << 10, number)
                .bytes();
        URI place = staithe.address().resolve("/v1/repositories/crowd/packages/crowd-" + number + ".deb");
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

    private static Answer assertNotRead(String path, int status, String reason, String... arguments) {
        Answer waiting = curl.call(path, with(arguments, EXPECT));
        assertThat(waiting.status()).as(waiting.printed()).isEqualTo(status);
        assertThat(waiting.printed()).containsIgnoringCase(reason);
        assertThat(waiting.sentBytes()).isZero();
        assertThat(waiting.code()).isZero();
        Answer hasty = curl.call(path, with(arguments, "Expect:"));
        assertThat(hasty.status()).as(hasty.printed()).isEqualTo(status);
        assertThat(hasty.printed()).containsIgnoringCase(reason);
        assertThat(hasty.sentBytes()).isLessThan(MOST_SENT);
        assertThat(hasty.code()).isZero();
        assertNothingIsSpooled();
        return waiting;
    }

    private static String[] with(String[] arguments, String header) {
        return Stream.concat(Stream.of(arguments), Stream.of("-H", header)).toArray(String[]::new);
    }

    private static String there() {
        return scratch.resolve("there.deb").toString();
    }

    private static void assertNothingIsSpooled() {
        try (Stream<Path> spool = Files.walk(scratch.resolve("data/spool"))) {
            assertThat(spool.filter(Files::isRegularFile)).isEmpty();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }
}
