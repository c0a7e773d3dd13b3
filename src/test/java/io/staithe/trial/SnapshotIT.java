package io.staithe.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.AptRoot;
import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.AptlyClient.Answer;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.RunningStaithe;
import io.staithe.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Snapshots through the front door of one server: in races, and as the real apt sees them when they are published. */
@Tag("race")
class SnapshotIT {
    private static final Map<String, Object> UNSIGNED = Map.of("Skip", true);

    @TempDir
    static Path scratch;

    private static RunningStaithe server;
    private static AptlyClient client;
    private static ExecutorService callers;

    @BeforeAll
    static void start() {
        server = RunningStaithe.start(TestDatabase.fresh(), scratch.resolve("data"));
        client = server.client();
        callers = Executors.newFixedThreadPool(16);
    }

    @AfterAll
    static void stop() {
        callers.shutdownNow();
        server.close();
    }

    @Test
    void aptSeesTheSnapshotThatIsPublishedAndNoOther() {
        client.createRepository("apt");
        deliver("apt", DebBuilder.of("hello").version("1.0"), DebBuilder.of("constant"));
        snapshot("apt", "apt-one").expect(201);
        deliver("apt", DebBuilder.of("hello").version("2.0"));
        snapshot("apt", "apt-two").expect(201);
        post("/api/snapshots/apt-latest/merge?latest=1", Map.of("Sources", List.of("apt-one", "apt-two")))
                .expect(201);
        post("/api/publish/apt", publication("snapshot", "apt-one", "stable")).expect(201);
        AptRoot apt = AptRoot.in(scratch.resolve("apt"))
                .source("deb [trusted=yes arch=amd64] " + server.address() + "/apt/apt stable main");

        assertThat(versions(apt)).containsExactly("1.0");
        switchTo("apt-latest").expect(200);
        assertThat(versions(apt)).containsExactly("2.0");
        switchTo("apt-two").expect(200);
        assertThat(versions(apt)).containsExactly("2.0", "1.0");
        switchTo("apt-one").expect(200);
        assertThat(versions(apt)).containsExactly("1.0");
        assertThat(apt.cache("show", "constant").succeeded().output()).contains("Package: constant");
        apt.get("--download-only", "-y", "install", "hello").succeeded();
    }

    @Test
    void mergesKeepWhatTheirRuleSays() {
        client.createRepository("left");
        client.createRepository("right");
        deliver("left", DebBuilder.of("aa").version("2.0"), DebBuilder.of("bb"), same("left"));
        deliver("right", DebBuilder.of("aa").version("1.0"), DebBuilder.of("cc"), same("right"));
        snapshot("left", "merge-left").expect(201);
        snapshot("right", "merge-right").expect(201);

        assertThat(merged("replacing", "")).containsExactly("aa_1.0", "bb_1.0", "cc_1.0", "same_1.0");
        assertThat(merged("latest", "?latest=1")).containsExactly("aa_2.0", "bb_1.0", "cc_1.0", "same_1.0");
        assertThat(merged("all", "?no-remove=1")).containsExactly("aa_2.0", "aa_1.0", "bb_1.0", "cc_1.0", "same_1.0");
        assertThat(keys("all").get(4)).isEqualTo(keys("merge-right").get(2));
        assertThat(get("/api/snapshots/merge-left/diff/merge-right?onlyMatching=1")
                        .json())
                .hasSize(2);
    }

    @Test
    void pullsBringWhatIsNeededAndTakeWhatIsReplaced() {
        client.createRepository("needing");
        client.createRepository("target");
        deliver(
                "needing",
                DebBuilder.of("tool").version("2.0").field("Depends", "lib (>= 2), base"),
                lib("1.0"),
                lib("2.0"));
        deliver("target", DebBuilder.of("tool").version("1.0"), DebBuilder.of("base"), lib("1.0"));
        snapshot("needing", "pull-source").expect(201);
        snapshot("target", "pull-target").expect(201);
        Map<String, Object> pull = Map.of("Source", "pull-source", "Destination", "pulled", "Queries", List.of("tool"));

        assertThat(post("/api/snapshots/pull-target/pull?dry-run=1", pull)
                        .expect(200)
                        .body())
                .isEqualTo("{\"added_packages\":[\"tool_2.0_amd64\",\"lib_2.0_amd64\"],"
                        + "\"removed_packages\":[\"lib_1.0_amd64\",\"tool_1.0_amd64\"]}");
        post("/api/snapshots/pull-target/pull", pull).expect(201);
        assertThat(names("pulled")).containsExactly("base_1.0", "lib_2.0", "tool_2.0");
        assertThat(get("/api/snapshots/pull-target")
                        .expect(200)
                        .json()
                        .path("SourceKind")
                        .asString())
                .isEqualTo("local");
    }

    @Test
    void oneOfManyThatWantANameMakesIt() {
        client.createRepository("name");
        snapshot("name", "name-source").expect(201);
        List<Answer> answers = atOnce(12, number -> switch (number % 3) {
            case 0 -> snapshot("name", "wanted");
            case 1 -> post("/api/snapshots", Map.of("Name", "wanted"));
            default -> post("/api/snapshots/wanted/merge", Map.of("Sources", List.of("name-source")));
        });

        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() != 201))
                .allMatch(answer -> answer.body().contains("snapshot with name wanted already exists"));
    }

    @Test
    void aSnapshotHoldsWhatWasAcceptedBeforeIt() {
        client.createRepository("order");
        for (int round = 0; round < 10; round++) {
            upload("order", DebBuilder.of("order-" + round));
            client.addLater("order", "order").expect(202);
            long task = post("/api/repos/order/snapshots?_async=1", Map.of("Name", "order-" + round))
                    .expect(202)
                    .json()
                    .path("ID")
                    .asLong();
            assertThat(client.outcome(task).path("Code").asInt()).isEqualTo(201);
            assertThat(keys("order-" + round)).hasSize(round + 1);
        }
    }

    @Test
    void tenUpdatesOfOnePublicationAtOnceAllSucceed() {
        client.createRepository("ten");
        deliver("ten", DebBuilder.of("first"));
        post("/api/publish/ten", publication("local", "ten", "x")).expect(201);
        List<JsonNode> outcomes = atOnce(10, number -> {
                    deliver("ten", DebBuilder.of("ten-" + number));
                    return send("PUT", "/api/publish/ten/x?_async=1", Map.of("Signing", UNSIGNED));
                })
                .stream()
                .map(answer ->
                        client.outcome(answer.expect(202).json().path("ID").asLong()))
                .toList();

        assertThat(outcomes).allMatch(outcome -> outcome.path("Code").asInt() == 200);
        assertThat(published("ten", "x")).hasSize(11);
    }

    @Test
    void sixteenJobsThatPublishIntoTwoDistributionsLoseNothing() {
        for (String distribution : List.of("stable", "testing")) {
            client.createRepository("jobs-" + distribution);
            post("/api/publish/jobs", publication("local", "jobs-" + distribution, distribution))
                    .expect(201);
        }
        List<Answer> answers = atOnce(16, number -> {
            String distribution = number % 2 == 0 ? "stable" : "testing";
            upload("job-" + number, DebBuilder.of("job-" + number));
            client.add("jobs-" + distribution, "job-" + number).expect(200);
            return send("PUT", "/api/publish/jobs/" + distribution, Map.of("Signing", UNSIGNED));
        });

        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(published("jobs", "stable")).hasSize(8);
        assertThat(published("jobs", "testing")).hasSize(8);
    }

    private static DebBuilder same(String content) {
        return DebBuilder.of("same").file("usr/share/same", content);
    }

    private static DebBuilder lib(String version) {
        return DebBuilder.of("lib").version(version);
    }

    private static List<String> merged(String name, String rule) {
        post("/api/snapshots/" + name + "/merge" + rule, Map.of("Sources", List.of("merge-left", "merge-right")))
                .expect(201);
        return names(name);
    }

    private static void upload(String directory, DebBuilder... debs) {
        for (DebBuilder deb : debs) {
            client.put(directory, deb.fileName(), deb.bytes()).expect(200);
        }
    }

    private static void deliver(String repository, DebBuilder... debs) {
        String directory = repository + "-" + debs[0].fileName();
        upload(directory, debs);
        JsonNode report = client.add(repository, directory).expect(200).json();
        assertThat(report.path("FailedFiles")).as(report.toString()).isEmpty();
    }

    private static Answer snapshot(String repository, String name) {
        return post("/api/repos/" + repository + "/snapshots", Map.of("Name", name));
    }

    private static Map<String, Object> publication(String kind, String source, String distribution) {
        return Map.of(
                "SourceKind", kind,
                "Sources", List.of(Map.of("Name", source, "Component", "main")),
                "Distribution", distribution,
                "Architectures", List.of("amd64"),
                "Signing", UNSIGNED);
    }

    private static Answer switchTo(String snapshot) {
        return send(
                "PUT",
                "/api/publish/apt/stable",
                Map.of("Snapshots", List.of(Map.of("Component", "main", "Name", snapshot)), "Signing", UNSIGNED));
    }

    private static List<String> versions(AptRoot apt) {
        assertThat(apt.get("update").succeeded().output()).doesNotContainPattern("(?m)^E:");
        return apt.cache("show", "-a", "hello")
                .succeeded()
                .output()
                .lines()
                .filter(line -> line.startsWith("Version: "))
                .map(line -> line.substring("Version: ".length()))
                .toList();
    }

    private static List<String> published(String prefix, String distribution) {
        byte[] index = client.get("/apt/" + prefix + "/dists/" + distribution + "/main/binary-amd64/Packages");
        return new String(index, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("Package: "))
                .toList();
    }

    private static List<String> keys(String snapshot) {
        return get("/api/snapshots/" + snapshot + "/packages")
                .expect(200)
                .json()
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    private static List<String> names(String snapshot) {
        return keys(snapshot).stream()
                .map(key -> key.split(" ")[1] + "_" + key.split(" ")[2])
                .toList();
    }

    /** As many calls, all begun at once, in their order. */
    private static List<Answer> atOnce(int calls, IntFunction<Answer> call) {
        List<CompletableFuture<Answer>> running = IntStream.range(0, calls)
                .mapToObj(number -> CompletableFuture.supplyAsync(() -> call.apply(number), callers))
                .toList();
        return running.stream().map(CompletableFuture::join).toList();
    }

    private static Answer get(String path) {
        return client.send("GET", path, null);
    }

    private static Answer post(String path, Map<String, Object> body) {
        return send("POST", path, body);
    }

    private static Answer send(String method, String path, Map<String, Object> body) {
        return client.send(method, path, AptlyClient.json(body));
    }
}
