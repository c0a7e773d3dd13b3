package io.staithe.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.events.EventType;
import io.staithe.testkit.ApiDescription;
import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.SharedStaithe;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The feed over HTTP, as a client of server-sent events sees it. */
@Timeout(60)
final class EventsIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private static final String CALL = "/v1/webhooks/{id}/dead-letters";

    private static ApiDescription api;

    @RegisterExtension
    static final SharedStaithe staithe = new SharedStaithe();

    private final String repository = "main-" + NAMES.incrementAndGet();

    @BeforeAll
    static void read() throws IOException {
        api = ApiDescription.read();
    }

    @BeforeEach
    void makeRepository() {
        staithe.client().createRepository(repository);
    }

    @Test
    void aPackageIsToldFromItsUploadToItsGeneration() throws IOException {
        try (Stream<String> lines = lines("/v1/events", null)) {
            Reader reader = new Reader(lines);
            assertThat(reader.next())
                    .doesNotContainKey("data")
                    .containsEntry("retry", "2000")
                    .containsKey("id");
            send("hello", "1.0");
            staithe.client().publish(repository, repository).expect(201);
            assertThat(data(reader, "upload.kept").path("sizeBytes").longValue())
                    .isPositive();
            JsonNode added = data(reader, "package.added");
            assertThat(added.path("repository").stringValue()).isEqualTo(repository);
            assertThat(added.path("revision").longValue()).isOne();
            assertThat(added.path("count").longValue()).isOne();
            assertThat(added.path("packages").path(0).stringValue()).startsWith("Pamd64 hello 1.0 ");
            assertThat(staithe.client()
                            .send("GET", added.path("log").stringValue(), null)
                            .expect(200)
                            .json()
                            .path("task"))
                    .isEqualTo(added.path("task"));
            JsonNode switched = data(reader, "publication.switched");
            assertThat(switched.path("generation").longValue()).isOne();
            assertThat(switched.path("sources").path(0).path("revision").longValue())
                    .isOne();
            assertThat(switched.path("sources").path(0).path("name").stringValue())
                    .isEqualTo(repository);
        }
    }

    @Test
    void aTaskThatFailsIsTold() throws IOException {
        try (Stream<String> lines = lines("/v1/events?type=task.failed", null)) {
            Reader reader = new Reader(lines);
            reader.next();
            byte[] body = JSON.writeValueAsBytes(Map.of("Name", repository));
            staithe.client().send("POST", "/api/repos", body).expect(409);
            JsonNode failed = data(reader, "task.failed");
            assertThat(failed.path("fault").stringValue()).isEqualTo("repository-exists");
            assertThat(failed.path("message").stringValue()).contains(repository);
            assertThat(failed.path("correlation").stringValue()).isNotEmpty();
        }
    }

    @Test
    void aClientThatComesAgainGoesOnWhereItWas() throws IOException {
        String last;
        String path = "/v1/events?type=package.added,package.removed&repository=" + repository;
        try (Stream<String> lines = lines(path, null)) {
            Reader reader = new Reader(lines);
            reader.next();
            send("one", "1.0");
            Map<String, String> one = reader.next();
            assertThat(one.get("data")).contains("Pamd64 one 1.0 ");
            last = one.get("id");
        }
        String key = send("two", "1.0").path("package").stringValue();
        staithe.client().remove(repository, List.of(key)).expect(200);
        try (Stream<String> lines = lines(path, last)) {
            Reader reader = new Reader(lines);
            assertThat(reader.next()).containsEntry("id", last);
            assertThat(data(reader, "package.added").toString()).contains("Pamd64 two 1.0 ");
            assertThat(data(reader, "package.removed").path("packages").path(0).stringValue())
                    .isEqualTo(key);
        }
        try (Stream<String> lines = lines(path + "&after=" + last, null)) {
            Reader reader = new Reader(lines);
            reader.next();
            assertThat(data(reader, "package.added").toString()).contains("Pamd64 two 1.0 ");
        }
    }

    @Test
    void everyTypeIsToldAndNoOther() throws IOException {
        try (Stream<String> lines = lines("/v1/events", null)) {
            Reader reader = new Reader(lines);
            reader.next();
            String repo = "/api/repos/" + repository;
            String snapshot = "/api/snapshots/" + repository;
            JsonNode sent = send("hello", "1.0");
            send("PUT", repo, Map.of("Comment", "edited")).expect(200);
            send("POST", repo + "/snapshots", Map.of("Name", repository)).expect(201);
            send("PUT", snapshot, Map.of("Description", "edited")).expect(200);
            send("DELETE", snapshot, null).expect(200);
            staithe.client().publish(repository, repository).expect(201);
            send("DELETE", "/api/publish/:./" + repository, null).expect(200);
            staithe.client()
                    .remove(repository, List.of(sent.path("package").stringValue()))
                    .expect(200);
            send("POST", "/api/repos", Map.of("Name", repository)).expect(409);
            send("DELETE", repo, null).expect(200);
            send("POST", "/api/repos", Map.of("Name", repository)).expect(201);
            Set<String> told = new TreeSet<>();
            String last = "";
            while (!told.contains("repository.dropped") || !last.equals("repository.created")) {
                last = reader.next().getOrDefault("event", "");
                told.add(last);
            }
            told.remove("");
            assertThat(told)
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.of(EventType.values()).map(EventType::word).toList());
        }
    }

    @Test
    void theEnvelopeIsACloudEvent() throws IOException {
        try (Stream<String> lines = lines("/v1/events?type=repository.created&after=0", null)) {
            Reader reader = new Reader(lines);
            reader.next();
            Map<String, String> block = reader.next();
            JsonNode event = JSON.readTree(block.get("data"));
            assertThat(event.propertyNames())
                    .containsExactly(
                            "specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data");
            assertThat(event.path("id").stringValue()).isEqualTo(block.get("id"));
            assertThat(event.path("type").stringValue()).isEqualTo(block.get("event"));
            assertThat(event.path("subject").stringValue()).startsWith("repository/main-");
        }
    }

    @Test
    void whatCannotBeFollowedIsRefused() {
        refused("?type=package.lost", 400, "unknown-event-type");
        refused("?type=", 400, "unknown-event-type");
        refused("?kind=package.added", 400, "bad-parameter");
        refused("?repository=nowhere", 404, "unknown-repository");
        refused("?publication=0", 404, "unknown-publication");
        refused("?publication=one", 400, "bad-parameter");
        refused("?after=-1", 400, "bad-event-id");
        refused("?after=99999999", 410, "events-gone");
    }

    @Test
    void aWebhookIsMadeOnceByItsKeyAndNeverShowsItsSecret() {
        Map<String, Object> wanted = Map.of(
                "url",
                "https://example.org/hook",
                "secret",
                "correct-horse-battery",
                "types",
                List.of("package.added"),
                "repositories",
                List.of(repository));
        JsonNode made = api.holds("POST /v1/webhooks", keyed(repository, wanted).expect(201));
        assertThat(keyed(repository, wanted).expect(201).json().path("id")).isEqualTo(made.path("id"));
        Map<String, Object> other = new HashMap<>(wanted);
        other.put("url", "https://example.org/other");
        assertThat(keyed(repository, other).expect(422).body()).contains("/problems/idempotency-key-reused");
        String path = "/v1/webhooks/" + made.path("id").longValue();
        assertThat(made.path("subjects").path(0).stringValue()).isEqualTo("repository/" + repository);
        assertThat(json("GET", path, null, 200).toString()).doesNotContain("correct-horse");
        assertThat(json("GET", "/v1/webhooks", null, 200).valueStream().map(hook -> hook.path("id")))
                .contains(made.path("id"));
        JsonNode edited =
                api.holds("PATCH /v1/webhooks/{id}", send("PATCH", path, Map.of("enabled", false, "types", List.of())));
        assertThat(edited.path("enabled").booleanValue()).isFalse();
        assertThat(edited.path("subjects")).isEmpty();
        assertThat(edited.path("url")).isEqualTo(made.path("url"));
        send("DELETE", path, null).expect(204);
        send("DELETE", path, null).expect(404);
    }

    /** Loopback is not of the public network. */
    @Test
    void aPingTellsWhyItDidNotArrive() {
        Map<String, Object> wanted = Map.of("url", staithe.address() + "/hook", "secret", "correct-horse-battery");
        JsonNode made = json("POST", "/v1/webhooks", wanted, 201);
        String path = "/v1/webhooks/" + made.path("id").longValue();
        JsonNode reply = api.holds("POST /v1/webhooks/{id}/ping", send("POST", path + "/ping", null));
        assertThat(reply.path("delivered").booleanValue()).isFalse();
        assertThat(reply.path("reason").stringValue()).contains("private-addresses");
        send("DELETE", path, null).expect(204);
        send("POST", path + "/ping", null).expect(404);
    }

    @Test
    void deadLettersAreShownAndSentAgain() throws SQLException {
        Map<String, Object> wanted =
                Map.of("url", "http://127.0.0.1:1", "secret", "correct-horse-battery", "enabled", false);
        JsonNode made = json("POST", "/v1/webhooks", wanted, 201);
        assertThat(made.path("enabled").booleanValue()).isFalse();
        String id = made.path("id").toString();
        staithe.database()
                .update("INSERT INTO dead_letter (webhook_id, number, at, type, subject, data, reason)"
                        + " SELECT " + id + ", n, now(), 'package.added', 'repository/main', '{}', 'answered 500'"
                        + " FROM generate_series(1, 3) AS n");
        String path = "/v1/webhooks/" + id + "/dead-letters";
        JsonNode letters = api.holds("GET " + CALL, send("GET", path + "?after=1&limit=1", null));
        assertThat(letters).hasSize(1);
        assertThat(letters.path(0).path("event").path("id").stringValue()).isEqualTo("2");
        JsonNode disabled = api.holds("POST " + CALL + "/{event}/redeliver", send("POST", path + "/2/redeliver", null));
        assertThat(disabled.path("type").stringValue()).isEqualTo("/problems/webhook-disabled");
        json("PATCH", "/v1/webhooks/" + id, Map.of("enabled", true), 200);
        api.holds("POST " + CALL + "/{event}/redeliver", send("POST", path + "/2/redeliver", null));
        JsonNode all = api.holds("POST " + CALL + "/redeliver", send("POST", path + "/redeliver", null));
        assertThat(all.path("redelivering").longValue()).isEqualTo(3);
        JsonNode unknown = api.holds("POST " + CALL + "/{event}/redeliver", send("POST", path + "/4/redeliver", null));
        assertThat(unknown.path("type").stringValue()).isEqualTo("/problems/unknown-dead-letter");
        send("DELETE", "/v1/webhooks/" + id, null).expect(204);
        send("GET", path, null).expect(404);
    }

    @Test
    void aWebhookThatCannotBeIsRefused() {
        String secret = "correct-horse-battery";
        refusedWebhook(Map.of("secret", secret), 400, "missing-member");
        refusedWebhook(Map.of("url", "https://example.org"), 400, "missing-member");
        refusedWebhook(Map.of("url", "ftp://example.org", "secret", secret), 400, "bad-webhook-url");
        refusedWebhook(Map.of("url", "https://me@example.org", "secret", secret), 400, "bad-webhook-url");
        refusedWebhook(Map.of("url", "https://", "secret", secret), 400, "bad-webhook-url");
        refusedWebhook(Map.of("url", "https://example.org", "secret", "short"), 400, "bad-webhook-secret");
        refusedWebhook(Map.of("url", "https://example.org", "secret", secret, "kind", "x"), 400, "bad-body");
        refusedWebhook(
                Map.of("url", "https://example.org", "secret", secret, "types", List.of("lost")),
                400,
                "unknown-event-type");
    }

    private static void refusedWebhook(Map<String, Object> body, int status, String problem) {
        assertThat(send("POST", "/v1/webhooks", body).expect(status).body()).contains("/problems/" + problem + "\"");
    }

    private static JsonNode json(String method, String path, @Nullable Map<String, Object> body, int status) {
        return send(method, path, body).expect(status).json();
    }

    private static AptlyClient.Answer send(String method, String path, @Nullable Map<String, Object> body) {
        return staithe.client().send(method, path, body == null ? null : JSON.writeValueAsBytes(body));
    }

    private static AptlyClient.Answer keyed(String key, Map<String, Object> body) {
        return staithe.client().post("/v1/webhooks", Map.of("Idempotency-Key", key), body);
    }

    private static void refused(String query, int status, String problem) {
        assertThat(staithe.client()
                        .send("GET", "/v1/events" + query, null)
                        .expect(status)
                        .body())
                .contains("/problems/" + problem + "\"");
    }

    private JsonNode send(String name, String version) {
        byte[] bytes = DebBuilder.of(name).version(version).bytes();
        return staithe.client()
                .put("/v1/repositories/" + repository + "/packages/x.deb", Map.of(), bytes)
                .expect(201)
                .json();
    }

    /** What the next event of this type, after others, tells. */
    private static JsonNode data(Reader reader, String type) {
        Map<String, String> block = reader.next();
        while (!type.equals(block.get("event"))) {
            block = reader.next();
        }
        return JSON.readTree(block.get("data")).path("data");
    }

    private static Stream<String> lines(String path, @Nullable String last) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(staithe.address().resolve(path));
        if (last != null) {
            request.header("Last-Event-ID", last);
        }
        try {
            var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/event-stream");
            var reader = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
            return reader.lines().onClose(() -> close(reader));
        } catch (InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static void close(BufferedReader reader) {
        try {
            reader.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Takes a stream apart into blocks of fields. */
    private static final class Reader {
        private final Iterator<String> lines;

        Reader(Stream<String> lines) {
            this.lines = lines.iterator();
        }

        Map<String, String> next() {
            Map<String, String> block = new HashMap<>();
            for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
                String[] field = line.split(": ?", 2);
                block.merge(field[0], field[1], (one, two) -> one + "\n" + two);
            }
            return block;
        }
    }
}
