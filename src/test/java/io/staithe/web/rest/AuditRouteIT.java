package io.staithe.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.audit.Audit;
import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.AptlyClient.Answer;
import io.staithe.testkit.SharedStaithe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** The audit over HTTP. */
final class AuditRouteIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @RegisterExtension
    static final SharedStaithe staithe = new SharedStaithe();

    @Test
    void whatWasDoneIsShownInPagesAndAsLines() {
        staithe.client().createRepository("first").expect(201);
        staithe.client().createRepository("second").expect(201);
        staithe.bean(Audit.class).beat().block(TIMEOUT);
        JsonNode page =
                get("/v1/audit?kind=repository.create&limit=1").expect(200).json();
        assertThat(page.path("entries")).hasSize(1);
        JsonNode entry = page.path("entries").path(0);
        assertThat(entry.path("title").stringValue()).isEqualTo("Create repository first");
        assertThat(entry.path("caller").stringValue()).isEqualTo("open");
        assertThat(entry.path("origin").stringValue()).isEqualTo("127.0.0.1");
        long next = page.path("next").longValue();
        JsonNode rest = get("/v1/audit?kind=repository.create&after=" + next)
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

    private static Answer get(String path) {
        return staithe.client().send("GET", path, null);
    }

    private static String hash(JsonNode entry) {
        return entry.path("hash").stringValue();
    }
}
