package io.staithe.web.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.HeldUpload;
import io.staithe.testkit.SharedStaithe;
import io.staithe.web.access.RouteNeeds.Subject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Read-only mode: what is refused, what goes on, and what becomes of uploads under way. */
final class ReadOnlyIT {
    @RegisterExtension
    static final SharedStaithe staithe = new SharedStaithe(Map.of("staithe.maintenance.look", "50ms"));

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final Map<String, String> TUS = Map.of("Tus-Resumable", "1.0.0");

    @AfterEach
    void end() {
        turn("{\"readOnly\": false}");
    }

    @Test
    void everyRouteThatChangesSomethingIsRefusedOnEveryFace() {
        turn("{\"readOnly\": true, \"reason\": \"a new disk\"}");
        List<RouteNeeds> changes = RouteNeeds.read().stream()
                .filter(route -> !SAFE.contains(route.method()))
                .filter(route -> !route.route().endsWith(" /v1/maintenance"))
                .filter(route -> !route.route().equals("PATCH /v1/uploads/{id}"))
                .toList();
        assertThat(changes).hasSizeGreaterThan(50).allSatisfy(route -> {
            HttpResponse<byte[]> answer =
                    staithe.client().fetch(route.method(), route.path(new Subject("own", "foo", 1)), TUS);
            assertThat(answer.statusCode()).as(route.route()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("30");
            assertThat(new String(answer.body(), UTF_8)).contains("read-only", "a new disk");
        });
    }

    @Test
    void archivesAndReadsGoOnAndTheAuditTellsWhoSwitched() {
        staithe.client().createRepository("read");
        staithe.client().publish("read", "read").expect(201);
        turn("{\"readOnly\": true}");
        assertThat(staithe.client().get("/repos/-/dists/read/InRelease")).isNotEmpty();
        staithe.client().send("GET", "/api/repos/read/packages", null).expect(200);
        staithe.client().send("GET", "/api/ready", null).expect(200);
        assertThat(standing().path("quiet").asBoolean()).isTrue();
        Awaitility.await()
                .untilAsserted(() -> assertThat(staithe.client()
                                .send("GET", "/v1/audit?kind=maintenance.begin", null)
                                .expect(200)
                                .json()
                                .path("entries"))
                        .isNotEmpty());
    }

    @Test
    void whatIsUnderWayFinishesAndThenAllIsQuiet() {
        try (HeldUpload upload = HeldUpload.at(staithe.address())) {
            JsonNode standing = turn("{\"readOnly\": true}");
            assertThat(standing.path("quiet").asBoolean()).isFalse();
            assertThat(standing.path("instances").get(0).path("changesUnderWay").asInt())
                    .isPositive();
            assertThat(upload.send()).isEqualTo("HTTP/1.1 200 OK");
        }
        Awaitility.await().until(() -> standing().path("quiet").asBoolean());
    }

    @Test
    void aBodyThatIsParkedIsRefusedAtItsNextBytes() {
        try (HeldUpload upload = HeldUpload.at(staithe.address())) {
            turn("{\"readOnly\": true, \"uploads\": \"park\"}");
            assertThat(upload.send()).isEqualTo("HTTP/1.1 503 Service Unavailable");
        }
    }

    @Test
    void anUploadInPiecesFinishesOrIsParkedAndGoesOn() {
        staithe.client().createRepository("pieces");
        byte[] deb = DebBuilder.of("pieces").bytes();
        String place = begun("pieces", deb.length);

        turn("{\"readOnly\": true, \"uploads\": \"park\"}");
        assertThat(append(place, 0, deb, 10)).isEqualTo(503);
        turn("{\"readOnly\": true, \"uploads\": \"finish\"}");
        assertThat(append(place, 0, deb, 10)).isEqualTo(204);
        turn("{\"readOnly\": true, \"uploads\": \"park\"}");
        assertThat(append(place, 10, deb, deb.length)).isEqualTo(503);
        turn("{\"readOnly\": false}");
        assertThat(append(place, 10, deb, deb.length)).isEqualTo(204);
        Awaitility.await().until(() -> staithe.client().packages("pieces").size() == 1);
    }

    @Test
    void whatIsNoWishIsRefused() {
        for (String wish :
                List.of("{}", "{\"readOnly\": true, \"uploads\": \"drop\"}", "{\"readOnly\": true, \"x\": 1}")) {
            staithe.client()
                    .send("PUT", "/v1/maintenance", wish.getBytes(UTF_8))
                    .expect(400);
        }
        assertThat(standing().path("readOnly").asBoolean()).isFalse();
    }

    private static String begun(String repository, int bytes) {
        HttpResponse<byte[]> begun = staithe.client()
                .fetch(
                        "POST",
                        "/v1/uploads",
                        Map.of(
                                "Tus-Resumable",
                                "1.0.0",
                                "Upload-Length",
                                Integer.toString(bytes),
                                "Upload-Metadata",
                                "repository " + base64(repository) + ",filename " + base64("pieces_1.0_amd64.deb")));
        assertThat(begun.statusCode()).isEqualTo(201);
        String location = begun.headers().firstValue("Location").orElseThrow();
        return location.substring(location.indexOf("/v1/"));
    }

    /** The status of the answer. */
    private static int append(String place, int from, byte[] bytes, int to) {
        HttpRequest.Builder piece = HttpRequest.newBuilder(staithe.address().resolve(place))
                .method("PATCH", BodyPublishers.ofByteArray(Arrays.copyOfRange(bytes, from, to)))
                .header("Upload-Offset", Integer.toString(from))
                .header("Content-Type", "application/offset+octet-stream");
        TUS.forEach(piece::header);
        return HTTP.sendAsync(piece.build(), BodyHandlers.discarding()).join().statusCode();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static JsonNode turn(String wish) {
        return staithe.client()
                .send("PUT", "/v1/maintenance", wish.getBytes(UTF_8))
                .expect(200)
                .json();
    }

    private static JsonNode standing() {
        return staithe.client().send("GET", "/v1/maintenance", null).expect(200).json();
    }
}
