package io.staithe.wiring.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.RunningStaithe;
import io.staithe.testkit.TestDatabase;
import io.staithe.web.RouteTable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opentest4j.TestAbortedException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What leaves the server beside what was asked for: headers, and no secrets. */
@ExtendWith(OutputCaptureExtension.class)
final class SecurityIT {
    /** Everything that is planted begins so. */
    private static final String PLANTED = "planted-4f1c9";

    private static final String ROLE = "planted_" + UUID.randomUUID().toString().replace("-", "");
    private static final Pattern LINK = Pattern.compile("\"href\":\"([^\"{]+)\"");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path data;

    private static TestDatabase database;
    private static RunningStaithe server;

    @BeforeAll
    static void start() throws SQLException {
        database = TestDatabase.fresh();
        database.update("CREATE ROLE " + ROLE + " SUPERUSER LOGIN PASSWORD '" + PLANTED + "-database'");
        server = RunningStaithe.start(
                database,
                data,
                Map.of(
                        "staithe.database.username",
                        ROLE,
                        "staithe.database.password",
                        PLANTED + "-database",
                        "staithe.signing.passphrase",
                        PLANTED + "-signing",
                        "management.endpoints.web.exposure.include",
                        "*",
                        "logging.level.io.staithe",
                        "debug"));
    }

    @AfterAll
    static void stop() throws SQLException {
        server.close();
        database.update("DROP ROLE " + ROLE);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/version, no-store",
        "/api/no-such-route, no-store",
        "/v1/keys, no-store",
        "/v1/tasks/99, no-store",
        "/problems, ",
        "/docs.html, ",
        "/repos, ",
        "/keys/archive.asc, ",
        "/apt/dists/none/InRelease, ",
        "/no/such/path, "
    })
    void browsersMayDoNothingWithAnAnswerButShowIt(String path, String caching) {
        HttpResponse<String> answer = get(server.address(), path);
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("X-Frame-Options")).contains("DENY");
        assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'");
        assertThat(answer.headers().firstValue("Cache-Control").orElse(null)).isEqualTo(caching);
        assertThat(answer.headers().firstValue("Strict-Transport-Security"))
                .as("without TLS")
                .isEmpty();
    }

    @Test
    void noSecretComesOutAgain(CapturedOutput output) throws SQLException {
        leaveSecrets();
        List<String> told = new ArrayList<>(List.of(output.getAll()));
        RouteTable.of(server.routes()).stream()
                .filter(route -> route.method().equals("GET") && !route.path().contains("{"))
                .filter(route -> !route.path().equals("/v1/events"))
                .map(route -> get(server.address(), route.path()).body())
                .forEach(told::add);
        for (String part : List.of("", "/output", "/detail", "/return_value")) {
            told.add(get(server.address(), "/api/tasks/1" + part).body());
        }
        told.addAll(operations());
        told.add(stored());
        assertThat(told).allSatisfy(text -> assertThat(text).doesNotContain(PLANTED));
        assertThat(String.join("\n", told))
                .as("where secrets could be")
                .contains(
                        "staithe.signing.passphrase",
                        "staithe.database.password",
                        "event=request-refused",
                        "192.0.2.1");
    }

    /** Sends each secret where it belongs, and where it does not. */
    private static void leaveSecrets() {
        String hook = "{\"url\": \"http://192.0.2.1/hook\", \"secret\": \"" + PLANTED + "-webhook-secret\"}";
        assertThat(post("/v1/webhooks", hook).statusCode()).isEqualTo(201);
        post("/v1/webhooks", hook.replace("http:", "nonsense:"));
        assertThat(post("/api/repos", "{\"Name\": \"main\"}").statusCode()).isEqualTo(201);
        String publish = "{\"SourceKind\": \"local\", \"Sources\": [{\"Name\": \"main\"}], \"Distribution\": \"sid\","
                + " \"Architectures\": [\"amd64\"], \"Signing\": {\"Passphrase\": \"" + PLANTED + "-publish\"}}";
        post("/api/publish/:.?_async=1", publish);
        post("/api/publish/:.", publish.replace("Passphrase", "Keyring"));
        post("/api/publish/:./nowhere", publish);
        post("/v1/changes", publish);
    }

    /** What operators see: every endpoint that has no variable in its path. */
    private static List<String> operations() {
        String links = get(server.management(), "/actuator").body();
        List<String> paths = LINK.matcher(links)
                .results()
                .map(MatchResult::group)
                .map(href -> LINK.matcher(href).replaceFirst("$1"))
                .toList();
        assertThat(paths)
                .anySatisfy(path -> assertThat(path).endsWith("/actuator/env"))
                .anySatisfy(path -> assertThat(path).endsWith("/actuator/configprops"))
                .noneSatisfy(path -> assertThat(path).contains("heapdump", "shutdown"));
        List<String> told = new ArrayList<>();
        paths.forEach(path -> told.add(get(URI.create(path), "").body()));
        told.add(get(server.management(), "/actuator/env/staithe.signing.passphrase")
                .body());
        return told;
    }

    /** Every row of every table but the secrets of webhooks, which are kept to sign with. */
    private static String stored() throws SQLException {
        String each = "SELECT string_agg(format('SELECT concat(%L, to_jsonb(t) - ''secret'') FROM %I t', tablename,"
                + " tablename), ' UNION ALL ') FROM pg_tables WHERE schemaname = 'public'";
        StringBuilder text = new StringBuilder();
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            String all;
            try (var sql = statement.executeQuery(each)) {
                sql.next();
                all = sql.getString(1);
            }
            try (var rows = statement.executeQuery(all)) {
                while (rows.next()) {
                    text.append(rows.getString(1)).append('\n');
                }
            }
        }
        return text.toString();
    }

    @Test
    void theBillOfMaterialsIsToldByTheManagementPort() {
        if (SecurityIT.class.getResource("/META-INF/sbom/application.cdx.json") == null) {
            throw new TestAbortedException("only the package phase writes it");
        }
        assertThat(get(server.management(), "/actuator/sbom/application").body())
                .contains("CycloneDX", "reactor-netty-http")
                .doesNotContain("archunit");
    }

    private static HttpResponse<String> get(URI base, String path) {
        return send(HttpRequest.newBuilder(URI.create(base + path)).GET());
    }

    private static HttpResponse<String> post(String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(server.address() + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
    }

    /** Each call brings a token, which nobody asked for. */
    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(
                    request.header("Authorization", "Bearer " + PLANTED + "-token")
                            .header("Cookie", "session=" + PLANTED + "-cookie")
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException | InterruptedException broken) {
            throw new AssertionError(Objects.toString(broken), broken);
        }
    }
}
