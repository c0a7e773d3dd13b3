package io.staithe.cli;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a server said; the body is missing where it was no JSON. */
record Answer(int status, HttpHeaders headers, JsonNode body) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<Integer> BUSY = Set.of(423, 429, 502, 503, 504, 507);

    static Answer of(HttpResponse<String> response) {
        return new Answer(response.statusCode(), response.headers(), parsed(response.body()));
    }

    private static JsonNode parsed(String body) {
        try {
            return body.isEmpty() ? JSON.missingNode() : JSON.readTree(body);
        } catch (JacksonException notJson) {
            return JSON.missingNode();
        }
    }

    boolean isFine() {
        return status / 100 == 2;
    }

    /** Whether the same call may go well later. */
    boolean isBusy() {
        return BUSY.contains(status);
    }

    /** Whether it is this problem of RFC 9457. */
    boolean isProblem(String slug) {
        return body.path("type").asString("").endsWith("/problems/" + slug);
    }

    /** How long the server wants to be left alone. */
    Optional<Duration> retryAfter() {
        return headers.firstValue("Retry-After")
                .filter(seconds -> seconds.matches("\\d{1,6}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
    }

    /** Why it is none that was hoped for. */
    String reason() {
        String detail = body.path("detail").asString("");
        return detail.isEmpty() ? "the server answered " + status : detail + " (" + status + ")";
    }
}
