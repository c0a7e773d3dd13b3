package io.staithe.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.audit.Audit;
import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.AptlyClient.Answer;
import io.staithe.testkit.Command;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.SharedStaithe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The audit over HTTP. */
final class AuditRouteIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @RegisterExtension
    static final SharedStaithe staithe = new SharedStaithe();

    @Test
    void whatWasDoneIsShownInPagesAndAsLines() {
        String since = "&since=" + Instant.now();
        staithe.client().createRepository("first").expect(201);
        staithe.client().createRepository("second").expect(201);
        staithe.bean(Audit.class).beat().block(TIMEOUT);
        JsonNode page = get("/v1/audit?kind=repository.create&limit=1" + since)
                .expect(200)
                .json();
        assertThat(page.path("entries")).hasSize(1);
        JsonNode entry = page.path("entries").path(0);
        assertThat(entry.path("title").stringValue()).isEqualTo("Create repository first");
        assertThat(entry.path("caller").stringValue()).isEqualTo("open");
        assertThat(entry.path("origin").stringValue()).isEqualTo("127.0.0.1");
        long next = page.path("next").longValue();
        JsonNode rest = get("/v1/audit?kind=repository.create&after=" + next + since)
                .expect(200)
                .json();
        assertThat(rest.path("entries")).hasSize(1);
        assertThat(rest.path("next").isNull()).isTrue();
        String lines = new String(
                staithe.client()
                        .fetch("GET", "/v1/audit", Map.of("Accept", "application/jsonl"))
                        .body(),
                StandardCharsets.UTF_8);
        assertThat(lines.lines()).anyMatch(line -> line.endsWith("\"hash\":\"" + hash(entry) + "\"}"));
    }

    @Test
    void whatItDoesNotKnowIsRefused() {
        assertThat(get("/v1/audit?sort=x").expect(400).body()).contains("there is no parameter 'sort'");
        assertThat(get("/v1/audit?since=yesterday").expect(400).body()).contains("must be an instant such as");
        assertThat(get("/v1/audit?limit=1001").expect(400).body()).contains("must be 1 to 1000");
    }

    @Test
    void whatIsDoneToTheServerItselfIsToldAsWell() {
        String secret = staithe.client()
                .post("/v1/tokens", Map.of(), Map.of("name", "ci", "grants", List.of("read")))
                .expect(201)
                .json()
                .path("secret")
                .stringValue();
        staithe.client().send("DELETE", "/v1/tokens/ci", null).expect(204);
        long hook = staithe.client()
                .post(
                        "/v1/webhooks",
                        Map.of(),
                        Map.of("url", "https://x.example/secret-path", "secret", "1234567890123456"))
                .expect(201)
                .json()
                .path("id")
                .longValue();
        staithe.client()
                .send("PATCH", "/v1/webhooks/" + hook, AptlyClient.json(Map.of("enabled", false)))
                .expect(200);
        staithe.client().send("DELETE", "/v1/webhooks/" + hook, null).expect(204);
        staithe.bean(Audit.class).beat().block(TIMEOUT);
        String audit = get("/v1/audit?limit=1000").expect(200).body();
        assertThat(audit)
                .contains("\"token.create\"", "\"token.revoke\"", "\"webhook.create\"", "\"webhook.edit\"")
                .contains("Create token ci for [read]", "Delete webhook " + hook)
                .doesNotContain(secret, "secret-path");
    }

    @Test
    void whoseSignaturesAreTrustedIsTold() {
        String key = new String(staithe.client().get("/keys/archive.asc"), StandardCharsets.UTF_8);
        staithe.client()
                .send("POST", "/api/gpg/key", AptlyClient.json(Map.of("GpgKeyArmor", key, "Keyring", "audited.gpg")))
                .expect(200);
        String added = told("trusted-key.add");
        Matcher title =
                Pattern.compile("Add ([0-9A-F]{40,64}) in keyring audited.gpg").matcher(added);
        assertThat(title.find()).as(added).isTrue();
        staithe.client()
                .send(
                        "DELETE",
                        "/api/gpg/key",
                        AptlyClient.json(Map.of("GpgKeyID", title.group(1), "Keyring", "audited.gpg")))
                .expect(200);
        assertThat(told("trusted-key.remove")).contains("Remove " + title.group(1) + " in keyring audited.gpg");
    }

    @Test
    void aRepositoryMadeOfASnapshotIsToldWithItsRevision() {
        staithe.client().createRepository("source").expect(201);
        staithe.client()
                .put(
                        "/v1/repositories/source/packages/hello_1.0_amd64.deb",
                        Map.of(),
                        DebBuilder.of("hello").version("1.0").bytes())
                .expect(201);
        staithe.client()
                .post("/api/repos/source/snapshots", Map.of(), Map.of("Name", "taken"))
                .expect(201);
        staithe.client()
                .post("/api/repos", Map.of(), Map.of("Name", "made", "FromSnapshot", "taken"))
                .expect(201);
        assertThat(told("repository.create-from-snapshot")).contains("\"revisions\":[\"made@1\"]");
    }

    @Test
    void whoeverKeepsTheLinesSeesWhatWasChanged(@TempDir Path scratch) throws IOException {
        Command.require("jq", "jq");
        Command.require("curl", "curl");
        staithe.client().createRepository("kept \\ \"quoted\"").expect(201);
        staithe.client().createRepository("kept").expect(201);
        staithe.client().createRepository("behind").expect(201);
        staithe.bean(Audit.class).beat().block(TIMEOUT);
        List<String> blocks = blocks(Path.of("src/docs/audit.md"));
        String export =
                blocks.get(1).replace("http://127.0.0.1:8080", staithe.address().toString());
        String check = blocks.get(2);
        assertThat(Command.shell(export + check, scratch).succeeded().output()).isEmpty();
        Path kept = scratch.resolve("audit.jsonl");
        List<String> lines = Files.readAllLines(kept);
        int tampered = lines.size() - 2;
        List<String> changed = new ArrayList<>(lines);
        changed.set(tampered, lines.get(tampered).replace("\"caller\":\"open\"", "\"caller\":\"else\""));
        Files.write(kept, changed);
        assertThat(Command.shell(check, scratch).succeeded().output().lines())
                .containsExactly("entry " + (tampered + 1) + " was changed");
        List<String> shortened = new ArrayList<>(lines);
        shortened.remove(tampered);
        Files.write(kept, shortened);
        assertThat(Command.shell(check, scratch).succeeded().output().lines())
                .containsExactly("before " + lines.size() + " something is missing or changed");
    }

    private static List<String> blocks(Path page) throws IOException {
        return Pattern.compile("^```sh\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(page))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private static String told(String kind) {
        staithe.bean(Audit.class).beat().block(TIMEOUT);
        return get("/v1/audit?limit=1000&kind=" + kind).expect(200).body();
    }

    private static Answer get(String path) {
        return staithe.client().send("GET", path, null);
    }

    private static String hash(JsonNode entry) {
        return entry.path("hash").stringValue();
    }
}
