package io.staithe.web.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.staithe.observe.Meters;
import io.staithe.openpgp.KeyAlgorithm;
import io.staithe.openpgp.KeyMaker;
import io.staithe.publish.Upkeep;
import io.staithe.testkit.AptRoot;
import io.staithe.testkit.AptlyClient.Answer;
import io.staithe.testkit.Command;
import io.staithe.testkit.DebBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.JsonNode;

/** What the native API sets of a publication, as real clients see it. */
final class PublicationOptionsIT {
    private static final Logger LOG = LoggerFactory.getLogger(PublicationOptionsIT.class);
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int TRIAL_SECONDS = Integer.getInteger("staithe.trial.automatic-seconds", 2);
    private static final int TRIAL_PACKAGES = Integer.getInteger("staithe.trial.automatic-packages", 1);
    private static final String STOCK = "stock";
    private static final AtomicInteger NAMES = new AtomicInteger();

    @TempDir
    static Path scratch;

    private static PublishedBench bench;

    @BeforeAll
    static void start() throws IOException {
        Path keys = Files.createDirectories(scratch.resolve("data/keys"));
        for (String name : List.of("a", "b")) {
            Files.write(
                    keys.resolve(name + ".asc"),
                    KeyMaker.make(
                            KeyAlgorithm.ED25519,
                            name + "@example",
                            Instant.now().truncatedTo(ChronoUnit.SECONDS)));
        }
        bench = PublishedBench.start(scratch);
        IntStream.range(0, TRIAL_PACKAGES)
                .parallel()
                .mapToObj(number -> DebBuilder.of(STOCK + number))
                .forEach(deb ->
                        bench.client().put(STOCK, deb.fileName(), deb.bytes()).expect(200));
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    @Test
    void aptSeesOneArchiveUnderBothNames() {
        JsonNode shown = set("{\"suite\":\"stable\",\"codename\":\"bookworm\",\"aliases\":[\"stable\"],"
                + "\"validFor\":\"7d\",\"snapshots\":true,\"description\":\"Ours\"}");
        assertThat(shown.path("options").path("validFor").stringValue()).isEqualTo("PT168H");
        for (String name : List.of("stable", "bookworm")) {
            AptRoot apt = bench.apt("named-" + name)
                    .source("deb [signed-by=" + bench.key() + " arch=amd64] " + bench.archive() + " " + name + " main");
            assertThat(apt.get("update").succeeded().output()).doesNotContainPattern("(?m)^[WE]:");
            assertThat(apt.cache("policy", "hello").output()).contains("Candidate: 1.1-1");
        }
        assertThat(bench.client().get("/apt/dists/stable/InRelease"))
                .isEqualTo(bench.client().get("/apt/dists/bookworm/InRelease"));
        assertThat(bench.text("Release"))
                .contains("\nValid-Until: ", "\nSnapshots: " + root() + "/snapshots/1/@SNAPSHOTID@/\n");
    }

    @Test
    void whatIsSetAutomaticallyPublishesItselfAndAptSeesIt() {
        set("{\"automatic\":{\"enabled\":true}}");
        String name = added();
        await().atMost(LIMIT)
                .until(() -> bench.text("main/binary-amd64/Packages").contains(name));
        AptRoot apt = bench.apt("automatic");
        assertThat(apt.get("update").succeeded().output()).doesNotContainPattern("(?m)^[WE]:");
        assertThat(apt.cache("policy", name).output()).contains("Candidate: 1.0");
    }

    @Test
    void goingBackShowsAptWhatWasAndNothingUndoesIt() {
        set("{\"automatic\":{\"enabled\":true}}");
        long good = publication().path("generation").longValue();
        String bad = added();
        await().atMost(LIMIT)
                .until(() -> bench.text("main/binary-amd64/Packages").contains(bad));
        AptRoot apt = bench.apt("back");
        apt.get("update").succeeded();
        assertThat(apt.cache("policy", bad).output()).contains("Candidate: 1.0");

        JsonNode back = post("/v1/publications/1/rollback?wait=finished", "{\"generation\":" + good + "}")
                .expect(200)
                .json();
        assertThat(back.at("/options/automatic/enabled").booleanValue()).isFalse();
        added();
        assertThat(apt.get("update").succeeded().output()).doesNotContainPattern("(?m)^[WE]:");
        assertThat(apt.cache("policy", bad).output()).isEmpty();
        JsonNode kept = json("/v1/publications/1/generations");
        assertThat(kept.get(0).path("packages"))
                .isEqualTo(json("/v1/publications/1/generations/" + good).path("packages"));
    }

    @Test
    void aKeptGenerationIsAnArchiveOfItsOwn() throws IOException {
        long kept = publication().path("generation").longValue();
        Instant switched = Instant.parse(json("/v1/publications/1/generations/" + kept)
                .path("switchedAt")
                .stringValue());
        await().atMost(LIMIT).until(() -> Instant.now().isAfter(switched.plusSeconds(1)));
        String at = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replaceAll("[-:]", "");
        bench.client()
                .send(
                        "DELETE",
                        "/api/repos/" + PublishedBench.REPOSITORY + "/packages",
                        bytes("{\"PackageRefs\":[" + refs("odd") + "]}"))
                .expect(200);
        set("{}");
        assertThat(bench.text("main/binary-amd64/Packages")).doesNotContain("Package: odd\n");
        for (String snapshot : List.of(Long.toString(kept), at)) {
            AptRoot apt = AptRoot.in(scratch.resolve("kept-" + snapshot))
                    .source("deb [signed-by=" + bench.key() + " arch=amd64] " + root() + "/snapshots/1/" + snapshot
                            + " bookworm main");
            assertThat(apt.get("update").succeeded().output()).doesNotContainPattern("(?m)^[WE]:");
            apt.get("--download-only", "-y", "install", "odd").succeeded();
            try (var archives = Files.list(apt.path("var/cache/apt/archives"))) {
                assertThat(archives.filter(file -> file.toString().endsWith(".deb")))
                        .hasSize(1);
            }
        }
        assertThat(bench.client()
                        .send("GET", "/snapshots/1/99999/dists/bookworm/InRelease", null)
                        .status())
                .isEqualTo(404);
        bench.add("odd", "1.0+b1~rc1-1", "amd64");
    }

    @Test
    void whatNobodyTouchesStaysValid() {
        set("{\"validFor\":\"10m\"}");
        long before = publication().path("generation").longValue();
        bench.bean(DatabaseClient.class)
                .sql("UPDATE generation SET released_at = released_at - INTERVAL '6 minutes', "
                        + "valid_until = valid_until - INTERVAL '6 minutes' WHERE valid_until IS NOT NULL")
                .then()
                .then(bench.bean(Upkeep.class).renew())
                .block(LIMIT);
        await().atMost(LIMIT).until(() -> publication().path("generation").longValue() == before + 1);
        JsonNode now = json("/v1/publications/1/generations/" + (before + 1));
        assertThat(Instant.parse(now.path("validUntil").stringValue()))
                .isAfter(Instant.now().plus(Duration.ofMinutes(9)));
        AptRoot apt = bench.apt("valid");
        assertThat(apt.get("update").succeeded().output()).doesNotContainPattern("(?m)^[WE]:");
        set("{\"validFor\":null}");
    }

    @Test
    void aPoolOfItsOwnComesAndGoes() {
        set("{\"multiDist\":true}");
        assertThat(bench.text("main/binary-amd64/Packages")).contains("Filename: pool/bookworm/main/");
        AptRoot apt = bench.apt("own-pool");
        apt.get("update").succeeded();
        apt.get("--download-only", "-y", "install", "libfoo").succeeded();
        set("{\"multiDist\":false}");
        assertThat(bench.text("main/binary-amd64/Packages"))
                .contains("Filename: pool/main/")
                .doesNotContain("pool/bookworm");
        assertThat(apt.get("update").succeeded().output()).doesNotContainPattern("(?m)^[WE]:");
        apt.get("clean").succeeded();
        apt.get("--download-only", "-y", "install", "libfoo").succeeded();
    }

    @Test
    void keysRotateThroughBothSigning() throws IOException {
        List<String> keys = List.of("a@example", "b@example");
        JsonNode both = set("{\"keys\":[\"a@example\",\"b@example\"]}");
        assertThat(both.at("/options/keys").size()).isEqualTo(2);
        for (int key = 0; key < keys.size(); key++) {
            assertTrusted(both.at("/options/keys/" + key).stringValue());
        }
        String after = both.at("/options/keys/1").stringValue();
        set("{\"keys\":[\"" + after.substring(after.length() - 16) + "\"]}");
        assertTrusted(after);
        assertThat(Command.shell("gpg --list-packets " + bench.download("Release.gpg"), scratch)
                        .output()
                        .lines()
                        .filter(line -> line.startsWith(":signature")))
                .hasSize(1);
        set("{\"keys\":null}");
    }

    @Test
    void whatIsWrongIsAProblem() {
        assertProblem(patch("{\"options\":{\"lable\":\"x\"}}"), 400, "there is no member 'options.lable'");
        assertProblem(patch("{\"options\":{\"label\":1}}"), 400, "'options.label' must be a string");
        assertProblem(patch("[]"), 400, "the body must be a JSON object");
        assertProblem(patch("{"), 400, "the body is no JSON");
        assertProblem(patch("{\"options\":{\"validFor\":\"soon\"}}"), 400, "must be a duration such as 7d");
        assertProblem(patch("{\"options\":{\"validFor\":\"1s\"}}"), 400, "must be 10 minutes to");
        assertProblem(patch("{\"options\":{\"keys\":[\"nobody\"]}}"), 400, "there is no signing key 'nobody'");
        assertProblem(post("/v1/publications/77/rollback", "{\"generation\":1}"), 404, "there is no publication '77'");
        assertProblem(post("/v1/publications/1/rollback", "{}"), 400, "'generation' must be");
        assertProblem(post("/v1/publications/1/rollback", "{\"generation\":-1}"), 404, "has no generation -1");
        assertProblem(post("/v1/publications/x/rollback", "{\"generation\":1}"), 400, "must be a whole number");
        Answer accepted = patch("{}");
        assertThat(accepted.expect(202).json().path("kind").stringValue()).isEqualTo("publication.update");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 20})
    void steadyAdditionsAreNeverLeftBehind(int perSecond) throws InterruptedException {
        String own = "steady" + perSecond;
        String publication = publishedByItself(own);
        Timer lag = Meters.PUBLISH_LAG.timer(bench.bean(MeterRegistry.class));
        CountAtBucket[] counted = lag.takeSnapshot().histogramCounts();
        ScheduledExecutorService clients = Executors.newScheduledThreadPool(4);
        List<String> names = new CopyOnWriteArrayList<>();
        clients.scheduleAtFixedRate(() -> names.add(added(own)), 0, 1_000_000L / perSecond, TimeUnit.MICROSECONDS);
        await().pollDelay(Duration.ofSeconds(TRIAL_SECONDS))
                .atMost(LIMIT.plusSeconds(TRIAL_SECONDS))
                .until(() -> names.size() >= perSecond * TRIAL_SECONDS);
        long during = json(publication).path("generation").longValue();
        clients.shutdown();
        assertThat(clients.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(shown(own)).containsAll(names));
        assertThat(during).as("generations while additions came").isGreaterThan(1 + TRIAL_SECONDS / 10);
        LOG.info(
                "event=trial.lag rate={}/s packages={} seconds={} additions={} generations={} p50<={}ms p99<={}ms",
                perSecond,
                TRIAL_PACKAGES,
                TRIAL_SECONDS,
                names.size(),
                during,
                percentile(lag, counted, 0.5),
                percentile(lag, counted, 0.99));
        send("PATCH", publication + "?wait=finished", "{\"options\":{\"automatic\":{\"enabled\":false}}}")
                .expect(200);
    }

    /** A repository and a distribution of one name, which publishes itself; emits the path of the publication. */
    private static String publishedByItself(String name) {
        bench.client().createRepository(name);
        send("POST", "/api/repos/" + name + "/file/" + STOCK + "?noRemove=1", "{}")
                .expect(200);
        bench.client().publish(name, name).expect(201);
        String found = json("/v1/publications?distribution=" + name).path("id").toString();
        send(
                        "PATCH",
                        "/v1/publications/" + found + "?wait=finished",
                        "{\"options\":{\"automatic\":{\"enabled\":true}}}")
                .expect(200);
        return "/v1/publications/" + found;
    }

    /** The upper bound of the bucket in which a share of what was recorded since lies. */
    private static long percentile(Timer lag, CountAtBucket[] before, double share) {
        CountAtBucket[] now = lag.takeSnapshot().histogramCounts();
        double all = now[now.length - 1].count() - before[before.length - 1].count();
        for (int i = 0; i < now.length; i++) {
            if (now[i].count() - before[i].count() >= share * all) {
                return Math.round(now[i].bucket(TimeUnit.MILLISECONDS));
            }
        }
        return Long.MAX_VALUE;
    }

    private static List<String> shown(String distribution) {
        byte[] packages = bench.client().get("/apt/dists/" + distribution + "/main/binary-amd64/Packages");
        return new String(packages, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("Package: "))
                .map(line -> line.substring("Package: ".length()))
                .toList();
    }

    private static String added() {
        return added(PublishedBench.REPOSITORY);
    }

    /** Uploads and adds a new package; emits its name. */
    private static String added(String repository) {
        String name = "steady" + NAMES.incrementAndGet();
        DebBuilder deb = DebBuilder.of(name);
        bench.client().put(name, deb.fileName(), deb.bytes()).expect(200);
        bench.client().add(repository, name).expect(200);
        return name;
    }

    private static void assertTrusted(String fingerprint) throws IOException {
        Path key = Files.write(
                scratch.resolve(fingerprint + ".asc"), bench.client().get("/keys/" + fingerprint + ".asc"));
        AptRoot apt = AptRoot.in(scratch.resolve("trust-" + NAMES.incrementAndGet()))
                .source("deb [signed-by=" + key + " arch=amd64] " + bench.archive() + " bookworm main");
        assertThat(apt.get("update").succeeded().output()).doesNotContainPattern("(?m)^[WE]:");
    }

    private static void assertProblem(Answer answer, int status, String detail) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().path("detail").stringValue()).contains(detail);
        assertThat(answer.json().path("type").stringValue()).startsWith("/problems/");
    }

    private static String refs(String name) {
        JsonNode refs = json("/api/repos/" + PublishedBench.REPOSITORY + "/packages");
        return Arrays.stream(refs.toString().replaceAll("[\\[\\]]", "").split(","))
                .filter(ref -> ref.contains(" " + name + " "))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode set(String options) {
        return bench.client()
                .send("PATCH", "/v1/publications/1?wait=finished", bytes("{\"options\":" + options + "}"))
                .expect(200)
                .json();
    }

    private static Answer patch(String body) {
        return bench.client().send("PATCH", "/v1/publications/1", bytes(body));
    }

    private static Answer post(String path, String body) {
        return send("POST", path, body);
    }

    private static Answer send(String method, String path, String body) {
        return bench.client().send(method, path, bytes(body));
    }

    private static JsonNode publication() {
        return json("/v1/publications/1");
    }

    private static JsonNode json(String path) {
        return bench.client().send("GET", path, null).expect(200).json();
    }

    private static String root() {
        return bench.archive().replaceFirst("/apt$", "");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
