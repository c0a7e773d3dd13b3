package io.staithe.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.Grant;
import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.SharedStaithe;
import io.staithe.web.RouteTable;
import io.staithe.web.access.RouteNeeds.Subject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every route by every role, on what is the caller's and on what is not, there or not, with a package that may come and
 * one that may not: what is refused is what the table of needs says, and a refusal does not tell what is there.
 */
final class GrantMatrixIT {
    @RegisterExtension
    static final SharedStaithe staithe = new SharedStaithe(
            Map.of("staithe.access.mode", "tokens", "staithe.access.anonymous[0]", "read publication=./nothing"));

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final List<RouteNeeds> TABLE = RouteNeeds.read();
    private static final List<Visitor> VISITORS = new ArrayList<>();
    private static final Map<String, Long> NUMBERS = new LinkedHashMap<>();

    @BeforeAll
    static void make() throws IOException {
        Path file = staithe.data().resolve("admin-token");
        Awaitility.await().until(() -> Files.exists(file) && Files.size(file) > 0);
        String secret = Files.readString(file).strip();
        AptlyClient admin = staithe.client().with(secret);
        for (String name : List.of("own", "foreign")) {
            admin.createRepository(name);
            admin.publish(name, name).expect(201);
        }
        admin.send("GET", "/v1/publications", null)
                .expect(200)
                .json()
                .valueStream()
                .forEach(publication -> NUMBERS.put(
                        publication.path("distribution").asString(),
                        publication.path("id").asLong()));
        VISITORS.add(new Visitor("admin", secret, List.of(Grant.ADMIN)));
        VISITORS.add(new Visitor("anonymous", "", List.of(Grant.parse("read publication=./nothing"))));
        for (String role : List.of("read", "upload", "publish", "manage")) {
            String whole = role + " repository=own* publication=./own*";
            VISITORS.add(made(admin, role, whole));
            VISITORS.add(made(admin, role + "-foo", whole + " package=foo"));
        }
    }

    private static Visitor made(AptlyClient admin, String name, String grant) {
        String secret = admin.post("/v1/tokens", Map.of(), Map.of("name", name, "grants", List.of(grant)))
                .expect(201)
                .json()
                .path("secret")
                .asString();
        return new Visitor(name, secret, List.of(Grant.parse(grant)));
    }

    @Test
    void eachRouteHasItsNeedsAndNothingElseHasAny() {
        Set<String> told = TABLE.stream().map(RouteNeeds::route).collect(Collectors.toCollection(TreeSet::new));
        Set<String> routed = RouteTable.of(staithe.routes()).stream()
                .map(route -> route.method() + " " + route.path())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(told)
                .as("needs-of-routes.txt: add the line of the new route, and ask for that in its use case")
                .isEqualTo(routed);
    }

    @Test
    void whatIsRefusedIsWhatTheTableSays() {
        List<String> wrong = new ArrayList<>();
        for (RouteNeeds route : TABLE) {
            for (Subject subject : route.subjects(NUMBERS)) {
                VISITORS.stream()
                        .filter(visitor -> !route.changesForGood(subject, visitor.grants()))
                        .map(visitor -> visited(route, subject, visitor))
                        .toList()
                        .forEach(visit -> visit.join().ifPresent(wrong::add));
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** What is wrong with the answer. */
    private static CompletableFuture<Optional<String>> visited(RouteNeeds route, Subject subject, Visitor visitor) {
        int wanted = route.refusal(subject, visitor.grants(), visitor.secret().isEmpty());
        return answer(route, subject, visitor).thenApply(answer -> {
            int status = answer.statusCode();
            boolean isAsWanted = wanted == 0 ? status != 401 && status != 403 : status == wanted;
            return isAsWanted
                    ? Optional.empty()
                    : Optional.of(route.route() + " " + subject + " by " + visitor.name() + ": " + status);
        });
    }

    @Test
    void aRefusalDoesNotTellWhatIsThere() {
        Visitor stranger = VISITORS.get(VISITORS.size() - 1);
        for (RouteNeeds route : TABLE) {
            List<String> told = Stream.of(new Subject("foreign", "foo", 0), new Subject("elsewhere", "foo", 0))
                    .filter(subject -> route.isOf(subject) && route.refusal(subject, stranger.grants(), false) == 403)
                    .map(subject ->
                            answer(route, subject, stranger).join().body().replace(subject.name(), "it"))
                    .map(body -> body.replaceAll("\"correlation\":\"[^\"]*\"", ""))
                    .distinct()
                    .toList();
            assertThat(told).as(route.route()).hasSizeLessThan(2);
        }
    }

    private static CompletableFuture<HttpResponse<String>> answer(RouteNeeds route, Subject subject, Visitor visitor) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(staithe.address() + route.path(subject)))
                .method(route.method(), HttpRequest.BodyPublishers.ofString(route.body(subject)))
                .header("Content-Type", "application/json")
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Length", "1")
                .header(
                        "Upload-Metadata",
                        "repository " + base64(subject.name()) + ",filename " + base64(subject.fileName()));
        if (!visitor.secret().isEmpty()) {
            request.header("Authorization", "Bearer " + visitor.secret());
        }
        return HTTP.sendAsync(request.build(), BodyHandlers.ofString());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Who calls. */
    private record Visitor(String name, String secret, List<Grant> grants) {}
}
