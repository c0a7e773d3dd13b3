package io.staithe.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.AptlyClient.Answer;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.RawHttp;
import io.staithe.testkit.SharedStaithe;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Policies as they are set, and what senders are told that break them. */
final class PolicyRoutesIT {
    private static final AtomicInteger NAMES = new AtomicInteger();

    @RegisterExtension
    static final SharedStaithe staithe = new SharedStaithe();

    private final String repository = "main-" + NAMES.incrementAndGet();
    private final String policies = "/v1/repositories/" + repository + "/policies";

    @BeforeEach
    void make() {
        staithe.client().createRepository(repository);
    }

    @Test
    void whatIsSetIsShownUntilItIsRemoved() {
        JsonNode none = call("GET", null).expect(200).json();
        String document =
                "{\"architectures\":[\"amd64\"],\"sections\":[\"net\"],\"names\":[\"a*\"],\"versions\":[\"1*\"],"
                        + "\"higherVersion\":true,\"quota\":{\"packages\":0,\"bytes\":7},"
                        + "\"retention\":{\"newest\":3,\"maximumAge\":\"PT2160H\"},\"signedBy\":[\"0123456789ABCDEF\"],\"hook\":null}";
        assertThat(call("PUT", document).expect(200).body()).isEqualTo(document);
        assertThat(call("GET", null).expect(200).body()).isEqualTo(document);
        assertThat(call("PUT", "{}").expect(200).json()).isEqualTo(none);
        call("PUT", document).expect(200);
        call("DELETE", null).expect(204);
        assertThat(call("GET", null).expect(200).json()).isEqualTo(none);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":[]}",
                "{\"names\":\"a\"}",
                "{\"names\":[\"two words\"]}",
                "{\"quota\":{\"packages\":-1}}",
                "{\"quota\":{\"files\":1}}",
                "{\"retention\":{\"newest\":0}}",
                "{\"retention\":{\"maximumAge\":\"soon\"}}",
                "{\"signedBy\":[\"me\"]}",
                "{\"hook\":{\"url\":\"ftp://scan.example/\",\"secret\":\"0123456789abcdef\"}}",
                "{\"hook\":{\"url\":\"https://scan.example/\"}}",
                "{\"hook\":{\"url\":\"https://scan.example/\",\"secret\":\"0123456789abcdef\",\"timeLimit\":\"1h\"}}"
            })
    void whatIsNoDocumentIsRefusedAndChangesNothing(String document) {
        JsonNode before = call("GET", null).expect(200).json();
        call("PUT", document).expect(400);
        assertThat(call("GET", null).expect(200).json()).isEqualTo(before);
    }

    @Test
    void aFileWhoseNameTellsIsRefusedBeforeItsBody() {
        call("PUT", "{\"architectures\":[\"arm64\"]}").expect(200);
        String head =
                "PUT /v1/repositories/" + repository + "/packages/hello_1.0_amd64.deb HTTP/1.1\r\nHost: localhost\r\n"
                        + "Connection: close\r\nExpect: 100-continue\r\nContent-Length: 1000000\r\n\r\n";
        assertThat(RawHttp.statuses(staithe.address(), head)).containsExactly(422);
    }

    @Test
    void aFileWhoseNameLiesIsRefusedAtAcceptance() {
        call("PUT", "{\"sections\":[\"net\"],\"versions\":[\"2*\"]}").expect(200);
        byte[] wrong =
                DebBuilder.of("hello").version("1.0").field("Section", "net").bytes();
        assertThat(send("hello_2.0_amd64.deb?wait=accepted", wrong).expect(422).body())
                .contains("/problems/refused-by-policy", "hello_1.0_amd64", "versions", "2*");
        byte[] without = DebBuilder.of("hello").version("2.0").bytes();
        assertThat(send("hello.deb?wait=accepted", without).expect(422).body()).contains("sections");
        assertThat(staithe.client().packages(repository)).isEmpty();
        assertThat(staithe.client().send("GET", "/api/files", null).json()).isEmpty();
    }

    @Test
    void aFullQuotaIsToldByOneCallAndByDigest() {
        call("PUT", "{\"quota\":{\"packages\":1}}").expect(200);
        byte[] first = DebBuilder.of("first").bytes();
        send("first.deb", first).expect(201);
        send("first.deb", first).expect(200);
        assertThat(send("second.deb", DebBuilder.of("second").bytes())
                        .expect(422)
                        .body())
                .contains("/problems/quota-exceeded", "2 packages and may hold 1");
        String other = repository + "-other";
        staithe.client().createRepository(other);
        JsonNode there = staithe.client()
                .put(
                        "/v1/repositories/" + other + "/packages/third.deb",
                        Map.of(),
                        DebBuilder.of("third").bytes())
                .expect(201)
                .json();
        String digest = "third.deb?digest=sha256:" + there.path("sha256").stringValue();
        assertThat(send(digest, new byte[0]).expect(422).body()).contains("quota-exceeded");
    }

    @Test
    void aHookOfThisMachineIsNotAskedAndItsSecretNotShown() {
        String document = "{\"hook\":{\"url\":\"" + staithe.address() + "\",\"secret\":\"0123456789abcdef\"}}";
        assertThat(call("PUT", document).expect(200).body()).doesNotContain("0123456789abcdef");
        assertThat(call("GET", null)
                        .expect(200)
                        .json()
                        .path("hook")
                        .path("onFailure")
                        .stringValue())
                .isEqualTo("closed");
        assertThat(send("scanned.deb", DebBuilder.of("scanned").bytes())
                        .expect(503)
                        .body())
                .contains("/problems/hook-unavailable", "not of the public network");
        assertThat(staithe.client().packages(repository)).isEmpty();
    }

    @Test
    void aptlysAdditionNamesFileAndRule() {
        call("PUT", "{\"names\":[\"good\"]}").expect(200);
        AptlyClient client = staithe.client();
        client.put(repository, "good.deb", DebBuilder.of("good").bytes());
        client.put(repository, "bad.deb", DebBuilder.of("bad").bytes());
        JsonNode report = client.add(repository, repository).expect(200).json();
        assertThat(report.path("FailedFiles").valueStream().map(JsonNode::stringValue))
                .singleElement()
                .asString()
                .endsWith(repository + "/bad.deb");
        assertThat(report.path("Report").path("Warnings").valueStream().map(JsonNode::stringValue))
                .singleElement()
                .asString()
                .contains("'bad' must be like one of good (policy 'names')");
        assertThat(client.packages(repository)).hasSize(1);
    }

    private Answer send(String file, byte[] bytes) {
        return staithe.client().put("/v1/repositories/" + repository + "/packages/" + file, Map.of(), bytes);
    }

    private Answer call(String method, @Nullable String json) {
        return staithe.client().send(method, policies, json == null ? null : json.getBytes(StandardCharsets.UTF_8));
    }
}
