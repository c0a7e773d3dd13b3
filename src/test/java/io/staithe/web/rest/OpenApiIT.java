package io.staithe.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.ApiDescription;
import io.staithe.testkit.ApiDescription.Operation;
import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.AptlyClient.Answer;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.SharedStaithe;
import io.staithe.web.RouteTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** The server does what {@code openapi.yaml} says, has each route that it names, and no other. */
final class OpenApiIT {
    private static final String PACKAGE = "PUT /v1/repositories/{repository}/packages/{file}";

    /** A variable whose form is told behind a colon. */
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+):[^/]*}");

    private static final Pattern OURS = Pattern.compile(" /(v1|v3|problems)\\b");

    @RegisterExtension
    static final SharedStaithe staithe = new SharedStaithe();

    private static ApiDescription api;
    private static JsonNode receipt;

    @BeforeAll
    static void fill() throws IOException {
        api = ApiDescription.read();
        staithe.client().createRepository("main");
        staithe.client().createRepository("other");
        receipt = api.holds(PACKAGE, put("hello", "1.0", "?wait=added"));
        staithe.client().publish("main", "bookworm").expect(201);
    }

    @Test
    void everyRouteStandsInItAndNothingElse() {
        Set<String> told = api.operations().map(Operation::call).collect(Collectors.toCollection(TreeSet::new));
        Set<String> routed = RouteTable.of(staithe.routes()).stream()
                .map(route ->
                        route.method() + " " + VARIABLE.matcher(route.path()).replaceAll("{$1}"))
                .filter(route -> OURS.matcher(route).find())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(told)
                .as("openapi.yaml: copy the entry of the nearest route; this class and OpenApiTest check what it says")
                .isEqualTo(routed);
    }

    @Test
    void itIsServedAsItIsAndAsJson() {
        byte[] yaml = staithe.client().get("/v3/api-docs.yaml");
        assertThat(new String(yaml, StandardCharsets.UTF_8)).isEqualTo(api.text());
        assertThat(get("GET /v3/api-docs", "/v3/api-docs")).isEqualTo(api.document());
    }

    @Test
    void everyProblemThatItNamesHasAPage() {
        String list = new String(staithe.client().get("/problems"), StandardCharsets.UTF_8);
        assertThat(api.operations().flatMap(Operation::problems).filter(slug -> !slug.endsWith("*")))
                .allSatisfy(slug -> assertThat(list).contains("\"/problems/" + slug + "\""));
        assertThat(new String(staithe.client().get("/problems/package-differs"), StandardCharsets.UTF_8))
                .contains("status 409", "Raise the version");
        assertThat(new String(staithe.client().get("/problems/repository-exists"), StandardCharsets.UTF_8))
                .contains("status 409", "Look at what is there now");
    }

    @Test
    void packagesAreAsItSays() {
        api.holds(PACKAGE, put("hello", "1.0", "?wait=accepted"));
        JsonNode added = api.holds(PACKAGE, put("shown", "1.0", "?wait=published"));
        assertThat(added.path("publications").size()).isOne();
        api.holds(PACKAGE, staithe.client().put("/v1/repositories/main/packages/x.deb", Map.of(), new byte[] {1}));
        Object wanted = Map.of("repository", "other", "add", List.of("sha256:" + text(receipt, "sha256")));
        JsonNode change = api.holds(
                "POST /v1/changes",
                staithe.client().post("/v1/changes", Map.of(), Map.of("repositories", List.of(wanted))));
        assertThat(change.path("repositories").size()).isOne();
        api.holds("POST /v1/changes", staithe.client().post("/v1/changes", Map.of(), Map.of("repository", "other")));
    }

    @Test
    void whatIsReadIsAsItSays() {
        String repository = "/v1/repositories/{repository}";
        assertThat(get("GET " + repository, "/v1/repositories/main")
                        .path("packages")
                        .longValue())
                .isPositive();
        api.holds("GET " + repository, staithe.client().send("GET", "/v1/repositories/absent", null));
        get("GET " + repository + "/revisions", "/v1/repositories/main/revisions");
        get("GET " + repository + "/revisions/{number}", "/v1/repositories/main/revisions/1");
        get("GET /v1/receipts", "/v1/receipts?digest=sha256:" + text(receipt, "sha256"));
        get("GET /v1/receipts/{id}", "/v1/receipts/" + text(receipt, "id"));
        get("GET /v1/keys", "/v1/keys");
        get("GET /v1/tasks", "/v1/tasks");
        get("GET /v1/tasks/{id}", "/v1/tasks/" + receipt.path("task"));
    }

    @Test
    void publicationsAreAsItSays() {
        String path = "/v1/publications";
        get("GET " + path, path + "?distribution=bookworm");
        String id = get("GET " + path, path).path(0).path("id").toString();
        get("GET " + path + "/{id}", path + "/" + id);
        get("GET " + path + "/{id}/generations", path + "/" + id + "/generations");
        get("GET " + path + "/{id}/generations/{number}", path + "/" + id + "/generations/1");
        byte[] options = AptlyClient.json(Map.of("options", Map.of("suite", "stable", "validFor", "7d")));
        for (String query : List.of("", "?wait=finished")) {
            api.holds("PATCH " + path + "/{id}", staithe.client().send("PATCH", path + "/" + id + query, options));
        }
    }

    private static JsonNode get(String call, String path) {
        return api.holds(call, staithe.client().send("GET", path, null).expect(200));
    }

    private static Answer put(String name, String version, String query) {
        byte[] bytes = DebBuilder.of(name).version(version).bytes();
        return staithe.client().put("/v1/repositories/main/packages/" + name + ".deb" + query, Map.of(), bytes);
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).stringValue();
    }
}
