package io.staithe.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.SharedStaithe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whatever may become a path, in every place of every request: it leads nowhere, and nobody's fault is the server's.
 */
final class HostilePathsIT {
    @RegisterExtension
    static final SharedStaithe STAITHE = new SharedStaithe();

    private static final String MARK = "leak-" + UUID.randomUUID();
    private static final String SECRET = "secret of " + MARK;
    private static final List<String> HOSTILE = List.of(
            "..",
            "../" + MARK,
            "../../" + MARK,
            "a/../../../" + MARK,
            "..\\" + MARK,
            ".$./" + MARK,
            "%2e%2e%2f" + MARK,
            "..%00/" + MARK,
            "a\0b",
            "a\nb",
            "~/" + MARK,
            "-" + MARK,
            "é".repeat(200));

    private static List<String> before;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> wrong = new ArrayList<>();

    @BeforeAll
    static void layTheBait() throws IOException {
        Files.writeString(STAITHE.data().resolve(MARK), SECRET);
        before = entries();
        STAITHE.client().createRepository("here");
    }

    @AfterAll
    static void nothingIsOutOfItsPlace() throws IOException {
        assertThat(entries()).isEqualTo(before);
        assertThat(STAITHE.data().resolve(MARK)).hasContent(SECRET);
        Path above = STAITHE.data().toAbsolutePath().getParent();
        assertThat(above.resolve(MARK)).doesNotExist();
        assertThat(Files.exists(Path.of("/" + MARK))).isFalse();
    }

    @Test
    void everyVariableOfEveryRoute() {
        List<RouteTable.Route> routes = RouteTable.of(STAITHE.routes());
        for (RouteTable.Route route : routes) {
            if (route.path().contains("{") || route.path().contains("*")) {
                HOSTILE.forEach(value -> call(route.method(), filled(route.path(), value), "application/json", "{}"));
            }
        }
        assertThat(routes).hasSizeGreaterThan(50);
        assertThat(wrong).isEmpty();
    }

    @Test
    void rawTargets() {
        for (String root : List.of("/apt/", "/repos/-/", "/keys/", "/api/files/", "/dput/here/", "/problems/")) {
            for (String step :
                    List.of("../", "%2e%2e/", "..%2f", "%2e%2e%2f", "..%5c", "..;/", ".%2e/", "%c0%ae%c0%ae/")) {
                call("GET", root + step.repeat(3) + MARK, "text/plain", "");
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyNameInABody() {
        for (String value : HOSTILE) {
            json("POST", "/api/repos", Map.of("Name", value, "DefaultDistribution", value, "DefaultComponent", value));
            json("POST", "/api/repos/here/snapshots", Map.of("Name", value));
            json("POST", "/api/gpg/key", Map.of("Keyring", value, "GpgKeyArmor", "x"));
            json("POST", "/v1/changes", Map.of("operations", List.of(Map.of("repository", value, "add", value))));
            publish(":.", value, "main", "amd64", value);
            publish(":.", "d", value, "amd64", "");
            publish(":.", "d", "main", value, "");
            publish("filesystem:" + value + ":" + value, "d", "main", "amd64", "");
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyNameOfAnUpload() {
        String deb = new String(DebBuilder.of("hello").bytes(), ISO_8859_1);
        for (String value : HOSTILE) {
            String name = value.replace("\0", "").replace("\n", "");
            call("POST", "/api/files/form", "multipart/form-data; boundary=XyZ", """
                    --XyZ\r
                    Content-Disposition: form-data; name="f"; filename="%s"\r
                    \r
                    %s\r
                    --XyZ--\r
                    """.formatted(name, deb));
            call("POST", "/v1/uploads", "application/offset+octet-stream", "x", metadata(value, "here"));
            call("POST", "/v1/uploads", "application/offset+octet-stream", "x", metadata("x.deb", value));
        }
        assertThat(wrong).isEmpty();
    }

    private void publish(String prefix, String distribution, String component, String architecture, String keyring) {
        json(
                "POST",
                "/api/publish/" + encoded(prefix),
                Map.of(
                        "SourceKind", "local",
                        "Sources", List.of(Map.of("Name", "here", "Component", component)),
                        "Distribution", distribution,
                        "Architectures", List.of(architecture),
                        "Signing",
                                Map.of(
                                        "Keyring",
                                        keyring,
                                        "SecretKeyring",
                                        keyring,
                                        "PassphraseFile",
                                        keyring,
                                        "GpgKey",
                                        keyring)));
    }

    private void json(String method, String path, Map<String, ?> body) {
        call(method, path, "application/json", new String(AptlyClient.json(body), UTF_8));
    }

    private static String metadata(String file, String repository) {
        return Stream.of(Map.entry("filename", file), Map.entry("repository", repository))
                .map(entry -> entry.getKey() + " "
                        + Base64.getEncoder().encodeToString(entry.getValue().getBytes(UTF_8)))
                .collect(Collectors.joining(","));
    }

    /**
     * Calls, and remembers an answer that has the secret in it, or says that we failed; aptly's dialect has a 500 for
     * what is refused, too.
     */
    private void call(String method, String path, String type, String body, String... metadata) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(STAITHE.address() + path))
                .header("Content-Type", type)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        for (String value : metadata) {
            request.header("Tus-Resumable", "1.0.0")
                    .header("Upload-Length", "1")
                    .header("Upload-Metadata", value);
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            if (answer.body().contains(WebFault.INTERNAL.title())
                    || answer.body().contains(SECRET)) {
                wrong.add(method + " " + path + " " + body + " -> " + answer.statusCode() + " " + answer.body());
            }
        } catch (IOException failed) {
            wrong.add(method + " " + path + " -> " + failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private static String filled(String pattern, String value) {
        return pattern.replaceAll("\\{[^/]+}|\\*+", Matcher.quoteReplacement(encoded(value)));
    }

    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : text.getBytes(UTF_8)) {
            encoded.append(String.format("%%%02X", octet));
        }
        return encoded.toString();
    }

    private static List<String> entries() throws IOException {
        try (Stream<Path> found = Files.list(STAITHE.data())) {
            return found.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }
}
