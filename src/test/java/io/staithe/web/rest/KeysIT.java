package io.staithe.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.openpgp.KeyAlgorithm;
import io.staithe.openpgp.KeyMaker;
import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.Command;
import io.staithe.testkit.SharedStaithe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Signing keys come, sign beside the old ones and replace them, while what apt runs verifies every step. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class KeysIT {
    @RegisterExtension
    static final SharedStaithe STAITHE = new SharedStaithe();

    @TempDir
    Path room;

    @Test
    @Order(1)
    void archivesAreVerifiedThroughARotation() throws IOException {
        AptlyClient client = STAITHE.client();
        client.createRepository("main");
        client.publish("main", "bookworm").expect(201);
        String old = fingerprint(json("GET", "/v1/keys", null, 200).path(0));
        String next = fingerprint(json("POST", "/v1/keys", Map.of("userId", "next"), 201));
        assertThat(signers()).as("a new key signs nothing yet").containsExactly(old);
        assertThat(json("PATCH", "/v1/keys/" + next, Map.of("default", true), 200)
                        .path("default")
                        .booleanValue())
                .isTrue();
        client.update("bookworm").expect(200);
        assertThat(verifies(old)).isTrue();
        assertThat(verifies(next)).isTrue();
        json("PATCH", "/v1/keys/" + old, Map.of("default", false), 200);
        client.update("bookworm").expect(200);
        assertThat(verifies(old)).isFalse();
        assertThat(verifies(next)).isTrue();
        client.send("DELETE", "/v1/keys/" + old, null).expect(204);
        assertThat(signers()).containsExactly(next);
        try (Stream<Path> files = Files.list(STAITHE.data().resolve("keys"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("signing.asc.retired", next + ".asc", "signers");
        }
        refused("DELETE", "/v1/keys/" + next, null, 409, "key-in-use");
        refused("PATCH", "/v1/keys/" + next, Map.of("default", false), 409, "key-in-use");
        refused("DELETE", "/v1/keys/" + old, null, 404, "no-such-key");
    }

    @Test
    @Order(2)
    void aCallThatIsRepeatedUnderItsKeyMakesOneKey() {
        int before = json("GET", "/v1/keys", null, 200).size();
        var again = Map.of("Idempotency-Key", "make-1");
        AptlyClient client = STAITHE.client();
        String first = client.post("/v1/keys", again, Map.of("userId", "once"))
                .expect(201)
                .body();
        assertThat(client.post("/v1/keys", again, Map.of("userId", "once"))
                        .expect(201)
                        .body())
                .isEqualTo(first);
        assertThat(client.post("/v1/keys", again, Map.of("userId", "other"))
                        .expect(422)
                        .body())
                .contains("idempotency-key-reused");
        client.post("/v1/keys", Map.of("Idempotency-Key", "make-2"), Map.of("userId", " "))
                .expect(400);
        assertThat(json("GET", "/v1/keys", null, 200).size()).isEqualTo(before + 1);
    }

    @Test
    @Order(2)
    void aKeyOfElsewhereIsBroughtInAndStaysWhereAPublicationNeedsIt() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String secret = new String(
                KeyMaker.make(KeyAlgorithm.ED25519, "theirs", now, "open sesame".toCharArray()),
                StandardCharsets.US_ASCII);
        var wrong = Map.of("secretKey", secret, "passphrase", "wrong");
        refused("POST", "/v1/keys", wrong, 400, "wrong-passphrase");
        var right = Map.of("secretKey", secret, "passphrase", "open sesame");
        String theirs = fingerprint(json("POST", "/v1/keys", right, 201));
        assertThat(signers()).doesNotContain(theirs);
        refused("POST", "/v1/keys", right, 409, "key-exists");
        refused("POST", "/v1/keys", Map.of("secretKey", "hello"), 400, "no-secret-key");
        refused("POST", "/v1/keys", Map.of("userId", "a\nb"), 400, "bad-signing-key");
        refused("POST", "/v1/keys", Map.of(), 400, "missing-member");
        AptlyClient client = STAITHE.client();
        client.createRepository("other");
        client.send(
                        "POST",
                        "/api/publish/theirs",
                        text(Map.of(
                                "SourceKind",
                                "local",
                                "Sources",
                                List.of(Map.of("Name", "other")),
                                "Distribution",
                                "sid",
                                "Architectures",
                                List.of("amd64"),
                                "Signing",
                                Map.of("GpgKey", theirs))))
                .expect(201);
        refused("DELETE", "/v1/keys/" + theirs, null, 409, "key-in-use");
        client.send("DELETE", "/api/publish/theirs/sid", null).expect(200);
        client.send("DELETE", "/v1/keys/" + theirs, null).expect(204);
    }

    /** Whether gpgv, knowing no other key, finds a good signature of this one: all that apt asks of it. */
    private boolean verifies(String fingerprint) throws IOException {
        Command.require("gpgv", "gpgv");
        AptlyClient client = STAITHE.client();
        Files.write(room.resolve("InRelease"), client.get("/apt/dists/bookworm/InRelease"));
        Files.write(room.resolve("key.asc"), client.get("/keys/" + fingerprint + ".asc"));
        String judge = "gpg --yes --dearmor -o key.gpg key.asc; gpgv --status-fd 1 --keyring ./key.gpg InRelease";
        return Command.shell(judge, room).output().contains("[GNUPG:] VALIDSIG " + fingerprint);
    }

    private static List<String> signers() {
        return json("GET", "/v1/keys", null, 200)
                .valueStream()
                .filter(key -> key.path("default").booleanValue())
                .map(KeysIT::fingerprint)
                .toList();
    }

    private static String fingerprint(JsonNode key) {
        return key.path("fingerprint").stringValue();
    }

    private static void refused(String method, String path, Map<String, ?> body, int status, String problem) {
        assertThat(json(method, path, body, status).path("type").stringValue()).endsWith("/" + problem);
    }

    private static JsonNode json(String method, String path, Map<String, ?> body, int status) {
        return STAITHE.client()
                .send(method, path, body == null ? null : text(body))
                .expect(status)
                .json();
    }

    private static byte[] text(Map<String, ?> body) {
        return new JsonMapper().writeValueAsBytes(body);
    }
}
