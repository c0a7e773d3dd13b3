package io.staithe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The calls of aptly's API that CI scripts make, against a server under test. Every call blocks. */
public final class AptlyClient {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final URI base;
    private final HttpClient http;
    private final @Nullable String secret;

    /** A client of the server at this address, such as {@code http://127.0.0.1:8080}. */
    public AptlyClient(URI base) {
        this(
                base,
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(10))
                        .build(),
                null);
    }

    private AptlyClient(URI base, HttpClient http, @Nullable String secret) {
        this.base = base;
        this.http = http;
        this.secret = secret;
    }

    /** The same client with a token, or another secret that stands for a caller. */
    public AptlyClient with(String secret) {
        return new AptlyClient(base, http, secret);
    }

    /** An answer: its status and its body. */
    public record Answer(int status, String body) {
        /** The body as JSON. */
        public JsonNode json() {
            return JSON.readTree(body);
        }

        /** Fails with the body unless the status is this one. */
        public Answer expect(int wanted) {
            assertThat(status).as(body).isEqualTo(wanted);
            return this;
        }
    }

    /** Makes a repository. */
    public Answer createRepository(String name) {
        return send("POST", "/api/repos", json(Map.of("Name", name))).expect(201);
    }

    /** Uploads a file as a raw body. */
    public Answer put(String directory, String name, byte[] bytes) {
        String path = "/api/files/" + encoded(directory) + "/" + encoded(name);
        return exchange(HttpRequest.newBuilder(base.resolve(path)).PUT(BodyPublishers.ofByteArray(bytes)));
    }

    /** Uploads a file as a form, as aptly's clients do. */
    public Answer post(String directory, String name, byte[] bytes) {
        String boundary = "----staithe-test-boundary";
        byte[] head = ("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] tail = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
        return exchange(HttpRequest.newBuilder(base.resolve("/api/files/" + encoded(directory)))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.ofByteArrays(List.of(head, bytes, tail))));
    }

    /** Adds what a directory holds, and waits. */
    public Answer add(String repository, String directory) {
        return send("POST", "/api/repos/" + encoded(repository) + "/file/" + encoded(directory), null);
    }

    /** Adds what a directory holds, as a task. */
    public Answer addLater(String repository, String directory) {
        return send("POST", "/api/repos/" + encoded(repository) + "/file/" + encoded(directory) + "?_async=1", null);
    }

    /** Waits for a task and gives its code and value. */
    public JsonNode outcome(long task) {
        send("GET", "/api/tasks/" + task + "/wait", null).expect(200);
        return send("GET", "/api/tasks/" + task + "/return_value", null)
                .expect(200)
                .json();
    }

    /** The keys of the packages of a repository. */
    public List<String> packages(String repository) {
        JsonNode keys = send("GET", "/api/repos/" + encoded(repository) + "/packages", null)
                .expect(200)
                .json();
        return keys.valueStream().map(JsonNode::asString).toList();
    }

    /** Removes packages by key. */
    public Answer remove(String repository, List<String> keys) {
        return send("DELETE", "/api/repos/" + encoded(repository) + "/packages", json(Map.of("PackageRefs", keys)));
    }

    /** Publishes a repository at the root, for amd64 and arm64. */
    public Answer publish(String repository, String distribution) {
        return publish(":.", repository, distribution);
    }

    /** The same at a prefix, with its storage. */
    public Answer publish(String prefix, String repository, String distribution) {
        return send(
                "POST",
                "/api/publish/" + prefix,
                json(Map.of(
                        "SourceKind",
                        "local",
                        "Sources",
                        List.of(Map.of("Name", repository, "Component", "main")),
                        "Distribution",
                        distribution,
                        "Architectures",
                        List.of("amd64", "arm64"))));
    }

    /** Publishes again what the repository holds now. */
    public Answer update(String distribution) {
        return send("PUT", "/api/publish/:./" + encoded(distribution), json(Map.of()));
    }

    /** A raw body to any path, with headers. */
    public Answer put(String path, Map<String, String> headers, byte[] bytes) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).PUT(BodyPublishers.ofByteArray(bytes));
        headers.forEach(request::header);
        return exchange(request);
    }

    /** Any call. */
    public Answer send(String method, String path, byte @Nullable [] jsonBody) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
        if (jsonBody == null) {
            return exchange(request.method(method, BodyPublishers.noBody()));
        }
        return exchange(request.header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofByteArray(jsonBody)));
    }

    /** JSON to any path, with headers. */
    public Answer post(String path, Map<String, String> headers, Object json) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(json(json)));
        headers.forEach(request::header);
        return exchange(request);
    }

    /** The bytes behind a path; fails unless the answer is 200. */
    public byte[] get(String path) {
        HttpResponse<byte[]> answer = send(HttpRequest.newBuilder(base.resolve(path)), BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    /** An answer with its headers, for what is said about files. */
    public HttpResponse<byte[]> fetch(String method, String path, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path)).method(method, BodyPublishers.noBody());
        headers.forEach(request::header);
        return send(request, BodyHandlers.ofByteArray());
    }

    /** JSON of a value. */
    public static byte[] json(Object value) {
        return JSON.writeValueAsBytes(value);
    }

    private Answer exchange(HttpRequest.Builder request) {
        HttpResponse<String> answer = send(request, BodyHandlers.ofString());
        return new Answer(answer.statusCode(), answer.body());
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        if (secret != null) {
            request.header("Authorization", "Bearer " + secret);
        }
        try {
            return http.send(request.timeout(LIMIT).build(), handler);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
