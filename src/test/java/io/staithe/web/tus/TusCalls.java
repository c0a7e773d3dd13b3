package io.staithe.web.tus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/** The calls of tus 1.0, one by one. Every call blocks. */
final class TusCalls {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final URI base;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    TusCalls(URI base) {
        this.base = base;
    }

    /** A request with the version in its head. */
    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(LIMIT).header("Tus-Resumable", "1.0.0");
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    HttpRequest.Builder creation(long length, Map<String, String> metadata) {
        String encoded = metadata.entrySet().stream()
                .map(entry -> entry.getKey() + " "
                        + Base64.getEncoder().encodeToString(entry.getValue().getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining(","));
        return request("/v1/uploads")
                .header("Upload-Length", Long.toString(length))
                .header("Upload-Metadata", encoded)
                .POST(BodyPublishers.noBody());
    }

    /** The path of a new upload. */
    String created(long length, Map<String, String> metadata) {
        HttpResponse<String> answer = send(creation(length, metadata));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Upload-Expires")).isPresent();
        return answer.headers().firstValue("Location").orElseThrow();
    }

    HttpRequest.Builder piece(String path, long offset, byte[] bytes) {
        return request(path)
                .header("Upload-Offset", Long.toString(offset))
                .header("Content-Type", "application/offset+octet-stream")
                .method("PATCH", BodyPublishers.ofByteArray(bytes));
    }

    HttpResponse<String> head(String path) {
        return send(request(path).method("HEAD", BodyPublishers.noBody()));
    }

    long offset(String path) {
        HttpResponse<String> answer = head(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        return Long.parseLong(answer.headers().firstValue("Upload-Offset").orElseThrow());
    }
}
