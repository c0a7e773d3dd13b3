package io.staithe.web.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.AptRoot;
import io.staithe.testkit.CachingProxy;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.DpkgDeb;
import io.staithe.testkit.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** How files come over the wire: rows 38–41, 43–53 and 55 of the conformance list. */
class HttpServingIT {
    private static final String INRELEASE = PublishedBench.dists("InRelease");
    private static final String PACKAGES = PublishedBench.dists("main/binary-amd64/Packages.xz");
    private static final int PUBLISHES = Integer.getInteger("staithe.trial.publish-loop", 10);
    private static final Duration FIVE_A_SECOND = Duration.ofMillis(200);
    private static final int AT_ONCE = 4;
    private static final Duration LIMIT = Duration.ofMinutes(30);

    @TempDir
    static Path scratch;

    private static PublishedBench bench;

    @BeforeAll
    static void publish() {
        bench = PublishedBench.start(
                scratch, Map.of("staithe.storages.filesystem.www.root-directory", www().toString()));
        bench.client()
                .publish("filesystem:www:.", PublishedBench.REPOSITORY, "bookworm")
                .expect(201);
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%2B", "%2b", "+"})
    void plusHasThreeSpellings(String plus) {
        String path = "/apt/pool/main/o/odd/odd_1.0" + plus + "b1%7erc1-1_amd64.deb";

        assertThat(fetch("GET", path).statusCode()).isEqualTo(200);
        assertThat(fetch("GET", path).headers().firstValue("Cache-Control"))
                .hasValueSatisfying(value -> assertThat(value).contains("immutable"));
    }

    @Test
    void byHashServesTheCurrentAndTheTwoBefore() {
        String directory = PublishedBench.dists("main/binary-amd64/by-hash/SHA256/");
        String first = bench.listed().get("main/binary-amd64/Packages.xz").get(0);
        bench.add("hashed", "1.0", "amd64");
        bench.publish();
        String second = bench.listed().get("main/binary-amd64/Packages.xz").get(0);
        bench.add("hashed", "1.1", "amd64");
        bench.publish();
        String third = bench.listed().get("main/binary-amd64/Packages.xz").get(0);

        assertThat(List.of(first, second, third)).doesNotHaveDuplicates().allSatisfy(hash -> {
            assertThat(Sha256.hex(bench.client().get(directory + hash))).isEqualTo(hash);
            assertThat(fetch("GET", directory + hash).headers().firstValue("Cache-Control"))
                    .hasValueSatisfying(value -> assertThat(value).contains("immutable"));
        });
        assertThat(fetch("GET", directory + "0".repeat(64)).statusCode()).isEqualTo(404);
    }

    @Test
    void theValidatorOfInReleaseChangesWithEachPublishEvenWithinASecond() {
        String before = lastModified(INRELEASE);
        assertThat(fetch("GET", INRELEASE, "If-Modified-Since", before).statusCode())
                .isEqualTo(304);
        bench.publish();
        bench.publish();

        assertThat(fetch("GET", INRELEASE, "If-Modified-Since", before).statusCode())
                .isEqualTo(200);
        assertThat(lastModified(INRELEASE)).isNotEqualTo(before);
    }

    @Test
    void everyFileHasADateATagAndALength() {
        for (String path : List.of(INRELEASE, PACKAGES, "/apt/pool/main/e/everywhere/everywhere_1.0_all.deb")) {
            HttpResponse<byte[]> answer = fetch("GET", path);
            assertThat(answer.headers().map())
                    .containsKeys("last-modified", "etag", "content-length", "accept-ranges", "cache-control")
                    .doesNotContainKey("content-encoding");
        }
        assertThat(fetch("GET", PACKAGES, "Accept-Encoding", "gzip").headers().map())
                .doesNotContainKey("content-encoding");
        assertThat(fetch("GET", PACKAGES, "Accept", "text/*").statusCode()).isEqualTo(200);
    }

    @Test
    void rangesAreExact() {
        byte[] whole = fetch("GET", PACKAGES).body();
        HttpResponse<byte[]> rest = fetch("GET", PACKAGES, "Range", "bytes=100-");
        HttpResponse<byte[]> behind = fetch("GET", PACKAGES, "Range", "bytes=" + whole.length + "-");

        for (int[] part : new int[][] {{0, 11}, {5, 20}, {11, 12}, {whole.length - 40, whole.length - 3}}) {
            assertThat(fetch("GET", PACKAGES, "Range", "bytes=" + part[0] + "-" + part[1])
                            .body())
                    .isEqualTo(Arrays.copyOfRange(whole, part[0], part[1] + 1));
        }
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(whole, 100, whole.length));
        assertThat(rest.headers().firstValue("Content-Range"))
                .contains("bytes 100-" + (whole.length - 1) + "/" + whole.length);
        assertThat(behind.statusCode()).isEqualTo(416);
        assertThat(behind.headers().firstValue("Content-Range")).contains("bytes */" + whole.length);
    }

    @Test
    void whatIsLostIsRefusedAndSoonMadeAnew() throws IOException {
        byte[] whole = fetch("GET", PACKAGES).body();
        String byHash = PublishedBench.dists("main/binary-amd64/by-hash/SHA256/" + Sha256.hex(whole));
        try (Stream<Path> all = Files.walk(scratch.resolve("data/shards"))) {
            for (Path shard : all.filter(Files::isRegularFile).toList()) {
                byte[] cut = Arrays.copyOf(Files.readAllBytes(shard), 10);
                Files.delete(shard);
                if (cut[0] % 2 == 0) {
                    Files.write(shard, cut);
                }
            }
        }
        HttpResponse<byte[]> refused = fetch("GET", byHash);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(whenItIsThere(byHash)).isEqualTo(whole);
        assertThat(fetch("GET", PACKAGES).body()).isEqualTo(whole);
        assertThat(fetch("GET", PublishedBench.dists("main/binary-amd64/Packages"))
                        .statusCode())
                .isEqualTo(200);
    }

    private static byte[] whenItIsThere(String path) {
        Scheduler threads = Schedulers.fromExecutorService(Executors.newSingleThreadExecutor());
        try {
            return Objects.requireNonNull(Mono.fromCallable(() -> fetch("GET", path))
                    .subscribeOn(threads)
                    .filter(answer -> answer.statusCode() == 200)
                    .repeatWhenEmpty(looks -> looks.delayElements(Duration.ofMillis(20)))
                    .map(HttpResponse::body)
                    .block(LIMIT));
        } finally {
            threads.dispose();
        }
    }

    @Test
    void aRangeOfAnotherVersionGetsTheWhole() {
        String date = lastModified(PACKAGES);

        assertThat(fetch("GET", PACKAGES, "Range", "bytes=9-", "If-Range", "Fri, 01 Jan 2021 00:00:00 GMT")
                        .statusCode())
                .isEqualTo(200);
        assertThat(fetch("GET", PACKAGES, "Range", "bytes=9-", "If-Range", date).statusCode())
                .isEqualTo(206);
    }

    @Test
    void headSaysWhatGetSays() {
        HttpResponse<byte[]> get = fetch("GET", PACKAGES);
        HttpResponse<byte[]> head = fetch("HEAD", PACKAGES);

        assertThat(head.body()).isEmpty();
        for (String header : List.of("Content-Length", "ETag", "Last-Modified", "Cache-Control", "Content-Type")) {
            assertThat(head.headers().firstValue(header))
                    .as(header)
                    .isPresent()
                    .isEqualTo(get.headers().firstValue(header));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/apt/dists/bookworm/nothing",
                "/apt/dists/nowhere/InRelease",
                "/apt/pool/main/h/hello/hello_9_amd64.deb",
                "/apt/pool/main/h/hello/",
                "/apt/%2e%2e/postgres/PG_VERSION",
                "/apt/dists/bookworm/../../../keys",
                "/repos/elsewhere/dists/bookworm/InRelease",
                "/keys/0000000000000000000000000000000000000000.asc"
            })
    void whatIsNotThereIs404(String path) {
        assertThat(fetch("GET", path).statusCode()).isEqualTo(404);
    }

    @Test
    void bothFacesShowTheSameArchive() {
        assertThat(fetch("GET", "/repos/-/dists/bookworm/Release").body())
                .isEqualTo(fetch("GET", "/apt/dists/bookworm/Release").body());
        assertThat(new String(fetch("GET", "/repos/").body(), StandardCharsets.UTF_8))
                .isEqualTo("<pre>\n<a href=\"www/\">www</a>\n</pre>");
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        List<String> paths = PublishedBench.PACKAGES.stream()
                .map(entry -> "/apt/pool/main/" + poolDirectory(entry.get(0)) + "/"
                        + DpkgDeb.fileName(entry.get(0), entry.get(1), entry.get(2)))
                .toList();
        String requests = paths.stream()
                .map(path -> "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .collect(Collectors.joining());
        try (Socket socket = new Socket("127.0.0.1", bench.port())) {
            socket.getOutputStream().write((requests + requests).getBytes(StandardCharsets.US_ASCII));
            for (int round = 0; round < 2; round++) {
                for (String path : paths) {
                    assertThat(nextBody(socket.getInputStream()))
                            .as(path)
                            .isEqualTo(bench.client().get(path));
                }
            }
        }
    }

    @Test
    void aNewPackageArrivesWithTheNextUpdate() {
        AptRoot apt = bench.apt("next");
        apt.get("update").succeeded();
        bench.add("later", "1.0", "amd64");
        bench.publish();
        bench.add("latest", "1.0", "amd64");
        bench.publish();
        apt.get("update").succeeded();

        assertThat(apt.cache("policy", "later").output()).contains("Candidate: 1.0");
        assertThat(apt.cache("policy", "latest").output()).contains("Candidate: 1.0");
    }

    @Test
    void updatesNeverFailWhilePublishesGoOn() throws IOException {
        Scheduler threads = Schedulers.fromExecutorService(Executors.newFixedThreadPool(1 + AT_ONCE));
        try (CachingProxy proxy = new CachingProxy()) {
            List<UpdatingMachine> machines =
                    UpdatingMachine.ofEveryKind(bench, proxy.address().toString(), www());
            CompletableFuture<Void> publishing = Flux.interval(FIVE_A_SECOND)
                    .onBackpressureBuffer()
                    .take(PUBLISHES)
                    .publishOn(threads)
                    .doOnNext(HttpServingIT::publishWith)
                    .then()
                    .toFuture();
            Flux<String> round = Flux.fromIterable(machines)
                    .flatMap(machine -> Mono.fromCallable(machine::updated).subscribeOn(threads), AT_ONCE);
            round.repeat(() -> !publishing.isDone()).then().block(LIMIT);
            publishing.join();
            assertThat(proxy.hits()).isPositive();
            assertThat(round.collectList().block(LIMIT)).containsOnly(Integer.toString(PUBLISHES - 1));
        } finally {
            threads.dispose();
        }
    }

    private static void publishWith(long number) {
        DebBuilder deb = DebBuilder.of("loop").version(Long.toString(number));
        bench.client().put("loop", deb.fileName(), deb.bytes()).expect(200);
        bench.client().add(PublishedBench.REPOSITORY, "loop").expect(200);
        bench.publish("filesystem:www:.");
        bench.publish();
    }

    /** What a web server of somebody else would publish. */
    private static Path www() {
        return scratch.resolve("www");
    }

    @Test
    void aConnectionThatReadInReleaseSeesThatGenerationThrough() throws IOException {
        String request = "GET " + INRELEASE + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String index = "GET " + PublishedBench.dists("main/binary-amd64/Packages")
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        String before = bench.text("main/binary-amd64/Packages");
        String said;
        try (Socket socket = new Socket("127.0.0.1", bench.port())) {
            InputStream in = socket.getInputStream();
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            in.readNBytes(64);
            bench.add("between", "1.0", "amd64");
            bench.publish();
            socket.getOutputStream().write(index.getBytes(StandardCharsets.US_ASCII));
            said = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }

        assertThat(said).endsWith(before).doesNotContain("between");
        assertThat(bench.text("main/binary-amd64/Packages")).contains("Package: between");
    }

    /** Reads one answer of 200 off a connection, exactly. */
    private static byte[] nextBody(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        assertThat(head).startsWith("HTTP/1.1 200");
        String length = head.toString()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .findFirst()
                .orElseThrow();
        return in.readNBytes(Integer.parseInt(length.split(": *")[1]));
    }

    private static String poolDirectory(String name) {
        return (name.startsWith("lib") ? name.substring(0, 4) : name.substring(0, 1)) + "/" + name;
    }

    private static String lastModified(String path) {
        return fetch("GET", path).headers().firstValue("Last-Modified").orElseThrow();
    }

    private static HttpResponse<byte[]> fetch(String method, String path, String... header) {
        Map<String, String> headers = new HashMap<>();
        for (int at = 0; at < header.length; at += 2) {
            headers.put(header[at], header[at + 1]);
        }
        return bench.client().fetch(method, path, headers);
    }
}
