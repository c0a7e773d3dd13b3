package io.staithe.web.aptly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.AptlyClient.Answer;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.RunningStaithe;
import io.staithe.testkit.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** aptly's dialect as a client meets it, against the whole server. */
class AptlyApiIT {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    @TempDir
    static Path data;

    private static RunningStaithe server;
    private static AptlyClient client;

    private String repo = "";

    @BeforeAll
    static void start() {
        server = RunningStaithe.start(TestDatabase.fresh(), data);
        client = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void nameThings() {
        repo = "repo" + NUMBERS.incrementAndGet();
    }

    @Test
    void theServersStateIsToldByteForByte() {
        assertThat(get("/api/version").json().path("Version").asString()).isEqualTo("1.6.3");
        assertThat(get("/api/healthy").body()).isEqualTo("{\"Status\":\"Aptly is healthy\"}");
        assertThat(get("/api/ready").body()).isEqualTo("{\"Status\":\"Aptly is ready\"}");
        HttpResponse<byte[]> raw = client.fetch("GET", "/api/healthy", Map.of());
        assertThat(raw.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
    }

    @ParameterizedTest
    @CsvSource({"GET,/api/nothing", "POST,/api/version", "PATCH,/api/repos", "HEAD,/api/version", "OPTIONS,/api/repos"})
    void whatIsNotRoutedIsNotFound(String method, String path) {
        HttpResponse<byte[]> answer = client.fetch(method, path, Map.of());

        assertThat(answer.statusCode()).isEqualTo(404);
        if (!method.equals("HEAD")) {
            assertThat(answer.body()).asString(UTF_8).isEqualTo("404 page not found");
        }
    }

    @Test
    void repositoriesAreMadeShownEditedAndDropped() {
        String body = "{\"name\":\"" + repo + "\",\"Comment\":\"<c>\",\"DefaultComponent\":\"main\",\"Other\":1}";
        Answer made = send("POST", "/api/repos", body).expect(201);

        assertThat(made.body())
                .isEqualTo("{\"Name\":\"" + repo + "\",\"Comment\":\"\\u003cc\\u003e\",\"DefaultDistribution\":\"\","
                        + "\"DefaultComponent\":\"main\"}");
        assertThat(get("/api/repos/" + repo).body()).isEqualTo(made.body());
        JsonNode edited = send("PUT", "/api/repos/" + repo, "{\"Comment\":\"\"}")
                .expect(200)
                .json();
        assertThat(edited.path("Comment").asString("?")).isEmpty();
        JsonNode listed = get("/api/repos/").json();
        assertThat(listed.valueStream()
                        .filter(node -> node.path("Name").asString().equals(repo)))
                .singleElement()
                .satisfies(
                        node -> assertThat(node.path("NumPackages").asInt(-1)).isZero());
        assertThat(send("DELETE", "/api/repos/" + repo, null).expect(200).body())
                .isEqualTo("{}");
        error(get("/api/repos/" + repo), 404, "local repo with name " + repo + " not found");
    }

    @Test
    void aNameThatIsTakenIsAConflict() {
        client.createRepository(repo);

        error(
                send("POST", "/api/repos", "{\"Name\":\"" + repo + "\"}"),
                409,
                "local repo with name " + repo + " already exists");
    }

    @Test
    void formsAreBodiesToo() throws Exception {
        HttpResponse<String> answer = http("POST", "/api/repos", "application/x-www-form-urlencoded", "Name=" + repo);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);

        HttpResponse<String> broken = http("POST", "/api/repos", null, "{\"Name\":\"x\"}");
        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(broken.body()).startsWith("{\"error\":\"Key: ").contains("required");
        assertThat(http("POST", "/api/repos", "application/json", "").body()).isEqualTo("{\"error\":\"EOF\"}");
        assertThat(http("POST", "/api/repos", "application/json", "{\"Name\":1}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void uploadDirectoriesAreFilledListedAndDeleted() {
        error404(get("/api/files/" + repo));
        assertThat(client.put(repo, "b.txt", "2".getBytes(UTF_8)).expect(200).body())
                .isEqualTo("[\"" + repo + "/b.txt\"]");
        assertThat(client.post(repo, "../../a.txt", "1".getBytes(UTF_8))
                        .expect(200)
                        .body())
                .isEqualTo("[\"" + repo + "/a.txt\"]");
        assertThat(get("/api/files/" + repo).body()).isEqualTo("[\"a.txt\",\"b.txt\"]");
        assertThat(get("/api/files").body()).contains("\"" + repo + "\"");
        assertThat(send("DELETE", "/api/files/" + repo + "/a.txt", null)
                        .expect(200)
                        .body())
                .isEqualTo("{}");
        assertThat(get("/api/files/" + repo).body()).isEqualTo("[\"b.txt\"]");
        assertThat(send("DELETE", "/api/files/" + repo, null).expect(200).body())
                .isEqualTo("{}");
        error404(get("/api/files/" + repo));
        error(send("DELETE", "/api/files/%2E%2E", null), 400, "wrong dir");
    }

    @Test
    void aFormOfManyFilesIsRefusedWhereItIsNone() throws Exception {
        assertThat(http("POST", "/api/files/" + repo, "application/json", "{}").body())
                .isEqualTo("{\"error\":\"request Content-Type isn't multipart/form-data\"}");
    }

    @Test
    void aRawBodyIsNeverParsedAsAForm() throws Exception {
        String changes = "Format: 1.8&a=%zz&Date=" + "x".repeat(100_000);
        HttpResponse<String> answer =
                http("PUT", "/api/files/" + repo + "/x.changes", "application/x-www-form-urlencoded", changes);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void aPackageGoesFromUploadToPublication() {
        client.createRepository(repo);
        client.put(
                        repo,
                        "hello_1.0_amd64.deb",
                        DebBuilder.of("hello").version("1.0").bytes())
                .expect(200);

        JsonNode report = client.add(repo, repo).expect(200).json();
        assertThat(report.path("FailedFiles")).isEmpty();
        assertThat(report.path("Report").path("Added").get(0).asString()).isEqualTo("hello_1.0_amd64 added");
        List<String> keys = client.packages(repo);
        assertThat(keys).singleElement().asString().startsWith("Pamd64 hello 1.0 ");
        JsonNode details =
                get("/api/repos/" + repo + "/packages?format=details").json().get(0);
        assertThat(details.path("Key").asString()).isEqualTo(keys.get(0));
        assertThat(details.path("Package").asString()).isEqualTo("hello");
        assertThat(details.path("Filename").asString()).isEqualTo("hello_1.0_amd64.deb");
        assertThat(get("/api/repos/" + repo + "/packages?q=hello").json()).hasSize(1);
        error404(get("/api/files/" + repo));
        itIsPublishedOnce();

        assertThat(client.remove(repo, keys).expect(200).json().path("Name").asString())
                .isEqualTo(repo);
        assertThat(client.packages(repo)).isEmpty();
        itIsTakenDown();
    }

    private void itIsPublishedOnce() {
        JsonNode published = send("POST", "/api/publish/" + repo, publication(repo))
                .expect(201)
                .json();
        assertThat(published.propertyNames())
                .containsExactlyInAnyOrder(
                        ("AcquireByHash Architectures ButAutomaticUpgrades Codename Distribution Label MultiDist NotAutomatic Origin "
                                        + "Path Prefix SignedBy SkipContents SourceKind Sources Storage Suite Version")
                                .split(" "));
        assertThat(published.path("Path").asString()).isEqualTo(repo + "/bookworm");
        assertThat(get("/api/publish/" + repo + "/bookworm").json()).isEqualTo(published);
        error(send("POST", "/api/publish/" + repo, publication(repo)), 400, "prefix/distribution already used");
        send("PUT", "/api/publish/" + repo + "/bookworm/", null).expect(200);
        error(send("DELETE", "/api/repos/" + repo + "?force=1", null), 409, "unable to drop, local repo is published");
    }

    private void itIsTakenDown() {
        assertThat(send("DELETE", "/api/publish/" + repo + "/bookworm", null)
                        .expect(200)
                        .body())
                .isEqualTo("{}");
        error(
                get("/api/publish/" + repo + "/bookworm"),
                404,
                "unable to show: published repo with storage:prefix/" + "distribution " + repo + "/bookworm not found");
    }

    @Test
    void theRootPrefixHasManySpellings() {
        client.createRepository(repo);
        String body = publication(repo).replace("bookworm", repo);
        send("POST", "/api/publish", body).expect(201);

        for (String prefix : List.of(":.", ".", "")) {
            assertThat(get("/api/publish/" + prefix + "/" + repo)
                            .expect(200)
                            .json()
                            .path("Prefix")
                            .asString())
                    .isEqualTo(".");
        }
        send("DELETE", "/api/publish//" + repo, null).expect(200);
    }

    @Test
    void whatCannotBePublishedIsToldInAptlysWords() {
        error(
                send("POST", "/api/publish", publication("nobody")),
                404,
                "unable to publish: local repo with name nobody" + " not found");
        error(
                send("POST", "/api/publish", "{\"SourceKind\":\"local\",\"Sources\":[]}"),
                400,
                "unable to publish: sources are empty");
        error(send("POST", "/api/publish", "{\"SourceKind\":\"x\",\"Sources\":[]}"), 400, "unknown SourceKind");
    }

    @Test
    void aBadFileStaysAndIsNamed() {
        client.createRepository(repo);
        client.put(repo, "bad_1.0_amd64.deb", "no package".getBytes(UTF_8));
        client.put(repo, "note.txt", "text".getBytes(UTF_8));

        JsonNode report = client.add(repo, repo).expect(200).json();

        assertThat(report.path("FailedFiles").valueStream().map(JsonNode::asString))
                .isNotEmpty()
                .allMatch(path -> path.startsWith("/") && path.contains("/upload/" + repo + "/"));
    }

    @Test
    void snapshotsAreMadeShownAndDropped() {
        client.createRepository(repo);
        String body = "{\"Name\":\"" + repo + "-s\",\"Description\":\"d\"}";
        JsonNode made = send("POST", "/api/repos/" + repo + "/snapshots", body)
                .expect(201)
                .json();

        assertThat(made.path("SourceKind").asString()).isEqualTo("local");
        assertThat(made.path("CreatedAt").asString()).endsWith("Z");
        assertThat(get("/api/snapshots/" + repo + "-s").json()).isEqualTo(made);
        assertThat(get("/api/snapshots/" + repo + "-s/packages").body()).isEqualTo("[]");
        error(
                send("POST", "/api/repos/" + repo + "/snapshots", body),
                400,
                "snapshot with name " + repo + "-s already exists");
        error(send("DELETE", "/api/repos/" + repo, null), 409, "unable to drop, local repo has snapshots");
        send("DELETE", "/api/snapshots/" + repo + "-s", null).expect(200);
        error(get("/api/snapshots/" + repo + "-s"), 404, "snapshot with name " + repo + "-s not found");
    }

    @ParameterizedTest
    @CsvSource({"_async=1,202", "_async=,202", "_async=true,202", "_async=0,201", "_async=No,201", "x=1,201"})
    void asyncIsAnythingButNo(String query, int status) {
        send("POST", "/api/repos?" + query, "{\"Name\":\"" + repo + "\"}").expect(status);
    }

    @Test
    void tasksTellTheirStateOutputAndValue() {
        JsonNode task = send("POST", "/api/repos?_async=1", "{\"Name\":\"" + repo + "\"}")
                .expect(202)
                .json();
        long id = task.path("ID").asLong();
        assertThat(task.path("Name").asString()).isEqualTo("Create repository " + repo);

        assertThat(get("/api/tasks/" + id + "/wait")
                        .expect(200)
                        .json()
                        .path("State")
                        .asInt())
                .isEqualTo(2);
        assertThat(get("/api/tasks/" + id + "/output").json().asString()).endsWith("Task succeeded");
        assertThat(get("/api/tasks/" + id + "/detail").body()).isEqualTo("{}");
        JsonNode value = get("/api/tasks/" + id + "/return_value").json();
        assertThat(value.path("Code").asInt()).isEqualTo(201);
        assertThat(value.path("Value")).isEqualTo(get("/api/repos/" + repo).json());
        assertThat(get("/api/tasks")
                        .json()
                        .valueStream()
                        .map(node -> node.path("ID").asLong()))
                .contains(id);
        send("DELETE", "/api/tasks/" + id, null).expect(200);
        get("/api/tasks/" + id).expect(404);
    }

    @Test
    void aTaskThatFailedTellsWhatTheCallWouldHaveTold() {
        client.createRepository(repo);
        long id = send("POST", "/api/repos?_async=1", "{\"Name\":\"" + repo + "\"}")
                .expect(202)
                .json()
                .path("ID")
                .asLong();
        JsonNode value = client.outcome(id);

        assertThat(value.path("Code").asInt()).isEqualTo(409);
        assertThat(value.path("Value").isNull()).isTrue();
        assertThat(get("/api/tasks/" + id + "/output").json().asString())
                .endsWith("Task failed with error: local repo with name " + repo + " already exists");
    }

    @Test
    void unknownTasksAreToldAsAptlyTellsThem() {
        error(get("/api/tasks/999999"), 404, "could not find task with id 999999");
        error(get("/api/tasks/999999/wait"), 400, "could not find task with id 999999");
        error(send("DELETE", "/api/tasks/999999", null), 400, "could not find task with id 999999");
        error(get("/api/tasks/abc"), 500, "strconv.ParseInt");
        assertThat(get("/api/tasks-wait").expect(200).body()).isEqualTo("{}");
        assertThat(send("POST", "/api/tasks-clear", null).expect(200).body()).isEqualTo("{}");
    }

    @Test
    void theNativeApiTellsProblems() {
        Answer answer = get("/v1/tasks/999999").expect(404);
        assertThat(answer.json().path("type").asString()).isEqualTo("/problems/unknown-task");
        assertThat(get("/problems/unknown-task").expect(200).body()).contains("unknown-task");
    }

    private static String publication(String repository) {
        return "{\"SourceKind\":\"local\",\"Sources\":[{\"Name\":\"" + repository
                + "\"}],\"Distribution\":\"bookworm\",\"Architectures\":[\"amd64\"]}";
    }

    private static Answer get(String path) {
        return client.send("GET", path, null);
    }

    private static Answer send(String method, String path, @Nullable String body) {
        return client.send(method, path, body == null ? null : body.getBytes(UTF_8));
    }

    private static void error404(Answer answer) {
        assertThat(answer.expect(404).json().path("error").asString()).isNotBlank();
    }

    private static void error(Answer answer, int status, String words) {
        assertThat(answer.expect(status).json().path("error").asString()).startsWith(words);
    }

    private static HttpResponse<String> http(String method, String path, @Nullable String type, String body)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.address() + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, BodyPublishers.ofString(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request.build(), BodyHandlers.ofString());
    }
}
