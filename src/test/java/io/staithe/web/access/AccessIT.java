package io.staithe.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.audit.Audit;
import io.staithe.cli.Commands;
import io.staithe.testkit.ApiDescription;
import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.AptlyClient.Answer;
import io.staithe.testkit.Command;
import io.staithe.testkit.Curl;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.DebianDesk;
import io.staithe.testkit.SharedStaithe;
import io.staithe.testkit.TestIssuer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server whose callers show tokens, from its first start on. */
final class AccessIT {
    private static final String GRANT = "upload repository=ci package=foo";

    private static final TestIssuer ISSUER = TestIssuer.start();

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @RegisterExtension
    static final SharedStaithe staithe = new SharedStaithe(Map.of(
            "staithe.access.mode", "tokens",
            "staithe.access.issuers[0].name", "gitlab",
            "staithe.access.issuers[0].issuer", ISSUER.name(),
            "staithe.access.issuers[0].audience", "staithe",
            "staithe.access.issuers[0].rules[0].match[0]", "namespace_path=acme",
            "staithe.access.issuers[0].rules[0].grants[0]",
                    "upload repository={namespace_path}-* package={project_name}"));

    private static ApiDescription api;
    private static AptlyClient admin;

    @BeforeAll
    static void takeTheFirstToken() throws IOException {
        api = ApiDescription.read();
        Path file = staithe.data().resolve("admin-token");
        Awaitility.await().until(() -> Files.exists(file) && isTaken(Files.readString(file)));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        admin = staithe.client().with(Files.readString(file).strip());
    }

    @AfterAll
    static void closeTheIssuer() {
        ISSUER.close();
    }

    private static boolean isTaken(String secret) {
        return staithe.client()
                        .with(secret.strip())
                        .send("GET", "/v1/caller", null)
                        .status()
                == 200;
    }

    @Test
    void theFirstTokenMayDoEverything() {
        assertThat(api.holds("GET /v1/caller", admin.send("GET", "/v1/caller", null))
                        .toString())
                .isEqualTo("{\"name\":\"token:admin\",\"grants\":[\"admin\",\"read publication=*\"]}");
    }

    @Test
    void aTokenIsMadeShownAndRevoked() {
        String secret = made("short");
        assertThat(api.holds("GET /v1/tokens/{name}", admin.send("GET", "/v1/tokens/short", null))
                        .toString())
                .contains("\"createdBy\":\"token:admin\"")
                .doesNotContain("secret", secret);
        assertThat(api.holds("GET /v1/tokens", admin.send("GET", "/v1/tokens", null))
                        .size())
                .isGreaterThan(1);
        AptlyClient ci = staithe.client().with(secret);
        assertThat(ci.send("GET", "/v1/caller", null).expect(200).body()).contains("token:short", GRANT);
        admin.send("DELETE", "/v1/tokens/short", null).expect(204);
        ci.send("GET", "/v1/caller", null).expect(401);
        admin.send("DELETE", "/v1/tokens/short", null).expect(404);
    }

    @Test
    void aTokenIsMadeOnceUnderAKeyAndItsSecretToldOnce() {
        var key = Map.of("Idempotency-Key", "make");
        var body = Map.<String, Object>of("name", "once", "grants", List.of(GRANT));
        admin.post("/v1/tokens", key, Map.of("name", "once", "grants", List.of()))
                .expect(400);
        String secret = admin.post("/v1/tokens", key, body)
                .expect(201)
                .json()
                .path("secret")
                .asString();
        assertThat(admin.post("/v1/tokens", key, body).expect(409).body())
                .contains("token-made-before", "/v1/tokens/once")
                .doesNotContain(secret);
        admin.send("DELETE", "/v1/tokens/once", null).expect(204);
        admin.post("/v1/tokens", key, body).expect(409);
        staithe.client().with(secret).send("GET", "/v1/caller", null).expect(401);
    }

    @Test
    void whoeverMayNotMakeTokensIsToldWhatItTakes() {
        Answer refused = staithe.client().with(made("ambitious")).post("/v1/tokens", Map.of(), Map.of());
        assertThat(refused.expect(403).body()).contains("missing-grant", "it takes: admin");
        assertThat(staithe.client().send("GET", "/v1/tokens", null).expect(401).body())
                .contains("unknown-credentials", "a grant like: admin");
        staithe.bean(Audit.class).beat().block(TIMEOUT);
        assertThat(admin.send("GET", "/v1/audit?outcome=denied&caller=token:ambitious", null)
                        .expect(200)
                        .body())
                .contains("\"title\":\"POST /v1/tokens\"", "\"problem\":\"missing-grant\"");
    }

    @Test
    void aTokenIsThePasswordOfAnyUser() {
        Curl curl = new Curl(staithe.address());
        String secret = made("basic");
        assertThat(curl.call("/v1/caller", "-u", "anybody:" + secret).printed()).contains("token:basic");
        assertThat(curl.call("/api/version", "-u", ":" + secret).status()).isEqualTo(200);
        assertThat(curl.call("/v1/caller", "-H", "Authorization: bearer " + secret)
                        .printed())
                .contains("token:basic");
    }

    @Test
    void commandsShowTheTokenOfAFile() {
        String server = staithe.address().toString();
        String file = staithe.data().resolve("admin-token").toString();
        assertThat(Commands.run(new String[] {"token", "list", "-s", server, "--token-file", file}))
                .isZero();
        assertThat(Commands.run(new String[] {"token", "list", "-s", server})).isOne();
    }

    @Test
    void aStatementOfAnIssuerIsBelieved() {
        var claims = Map.<String, Object>of("sub", "job:7", "namespace_path", "acme", "project_name", "foo");
        String told = staithe.client()
                .with(ISSUER.states("staithe", claims))
                .send("GET", "/v1/caller", null)
                .expect(200)
                .body();
        assertThat(told).contains("gitlab:job:7", "\"upload repository=acme-* package=foo\"");
        staithe.client()
                .with(ISSUER.states("others", claims))
                .send("GET", "/v1/caller", null)
                .expect(401);
    }

    @Test
    void aJobUploadsItsPackageWithWhatItsIssuerStatesAndNoOther() {
        admin.createRepository("acme-ci");
        var claims = Map.<String, Object>of("sub", "job:8", "namespace_path", "acme", "project_name", "foo");
        AptlyClient job = staithe.client().with(ISSUER.states("staithe", claims));
        upload(job, "acme-ci", "foo").expect(201);
        assertThat(upload(job, "acme-ci", "openssl").expect(403).body())
                .contains("missing-grant", "upload repository=acme-ci package=openssl");
        upload(job, "nowhere", "foo").expect(403);
        assertThat(upload(staithe.client(), "acme-ci", "foo").expect(401).body())
                .contains("unknown-credentials");
    }

    private static Answer upload(AptlyClient client, String repository, String name) {
        String path = "/v1/repositories/" + repository + "/packages/" + name + "_1.0_amd64.deb";
        return client.put(path, Map.of(), DebBuilder.of(name).version("1.0").bytes());
    }

    @Test
    void dputSendsTheTokenThatItIsGivenAndShowsTheGrantThatIsMissing() throws IOException {
        Command.require("dput", "dput");
        Command.require("dpkg-buildpackage", "dpkg-dev");
        admin.createRepository("ci");
        DebianDesk desk = DebianDesk.in(Files.createDirectory(staithe.data().resolve("desk")));
        byte[] key =
                AptlyClient.json(Map.of("GpgKeyArmor", new String(desk.bytes("uploader.asc"), StandardCharsets.UTF_8)));
        admin.send("POST", "/api/gpg/key", key).expect(200);
        assertThat(dput(desk, "wrong")).contains("Upload failed as unauthorized");
        assertThat(dput(desk, made("other")))
                .contains("need authentication", "Upload failed: 403", "upload repository=ci package=hello-dput");
        assertThat(admin.packages("ci")).isEmpty();
        assertThat(dput(desk, made("dput", "upload repository=ci package=hello-dput")))
                .contains("hello-dput_1.0-1_all.deb: done.", "Successfully uploaded packages.");
        assertThat(admin.packages("ci")).hasSize(2);
        desk.leave();
    }

    private static String dput(DebianDesk desk, String token) {
        return desk.sendAsked(token, staithe.address().getAuthority(), "ci", DebianDesk.CHANGES)
                .output();
    }

    @Test
    void wrongCredentialsAreOneAnswerForAll() {
        String revoked = made("revoked");
        admin.send("DELETE", "/v1/tokens/revoked", null).expect(204);
        List<String> answers = new ArrayList<>();
        for (String header : List.of(
                "Bearer " + revoked,
                "Bearer staithe_" + "x".repeat(49),
                "Bearer a.b.c",
                "Bearer ",
                "Basic " + "=",
                "Basic bm8tY29sb24=",
                "Digest username=\"x\"",
                "Negotiate")) {
            var answer = staithe.client()
                    .fetch("GET", "/v1/caller", Map.of("Authorization", header, "X-Request-Id", "same"));
            assertThat(answer.statusCode()).as(header).isEqualTo(401);
            assertThat(answer.headers().allValues("WWW-Authenticate"))
                    .containsExactly("Basic realm=\"staithe\", charset=\"UTF-8\"", "Bearer realm=\"staithe\"");
            answers.add(new String(answer.body(), StandardCharsets.UTF_8));
        }
        assertThat(answers).containsOnly(answers.get(0));
        assertThat(answers.get(0)).doesNotContain(revoked);
    }

    @Test
    void whoeverShowsNothingIsAnonymous() {
        assertThat(staithe.client()
                        .send("GET", "/v1/caller", null)
                        .expect(200)
                        .json()
                        .path("grants")
                        .toString())
                .isEqualTo("[\"read publication=*\"]");
    }

    @Test
    void whatIsNoTokenIsNotMade() {
        refused(Map.of("grants", List.of(GRANT)), "missing-member");
        refused(Map.of("name", "x"), "missing-member");
        refused(Map.of("name", "x", "grants", List.of()), "bad-token");
        refused(Map.of("name", "x y", "grants", List.of(GRANT)), "bad-token");
        refused(Map.of("name", "x", "grants", List.of("own repository=x")), "bad-grant");
        refused(Map.of("name", "x", "grants", List.of(GRANT), "expiresIn", "-1d"), "bad-token");
        refused(Map.of("name", "x", "grants", List.of(GRANT), "expiresIn", "0d"), "bad-token");
        refused(Map.of("name", "x", "grants", List.of(GRANT), "expires", "1d"), "bad-body");
        admin.post("/v1/tokens", Map.of(), Map.of("name", "admin", "grants", List.of(GRANT)))
                .expect(409);
    }

    private static void refused(Map<String, Object> body, String slug) {
        assertThat(admin.post("/v1/tokens", Map.of(), body).expect(400).body()).contains(slug);
    }

    private static String made(String name) {
        return made(name, GRANT);
    }

    private static String made(String name, String grant) {
        Answer made =
                admin.post("/v1/tokens", Map.of(), Map.of("name", name, "grants", List.of(grant), "expiresIn", "1h"));
        return api.holds("POST /v1/tokens", made.expect(201)).path("secret").asString();
    }
}
