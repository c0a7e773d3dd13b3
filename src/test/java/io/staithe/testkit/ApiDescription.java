package io.staithe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.staithe.testkit.AptlyClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code openapi.yaml} promises, to hold answers against. */
public final class ApiDescription {
    private static final Path FILE = Path.of("src/main/resources/openapi.yaml");
    private static final String LOCAL = "#/";
    private static final JsonMapper JSON = new JsonMapper();

    private final SchemaRegistry registry = SchemaRegistry.withDialect(Dialects.getOpenApi31());
    private final String text;
    private final JsonNode document;

    private ApiDescription(String text) {
        this.text = text;
        Map<?, ?> parsed = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        this.document = JSON.readTree(JSON.writeValueAsBytes(parsed));
    }

    /** The product's. */
    public static ApiDescription read() throws IOException {
        return new ApiDescription(Files.readString(FILE));
    }

    /** The YAML. */
    public String text() {
        return text;
    }

    /** The document. */
    public JsonNode document() {
        return document;
    }

    /** All operations: of each path the members that are methods. */
    public Stream<Operation> operations() {
        return document.path("paths")
                .propertyStream()
                .flatMap(path -> path.getValue()
                        .propertyStream()
                        .filter(member -> member.getValue().has("operationId"))
                        .map(member -> new Operation(
                                member.getKey().toUpperCase(Locale.ROOT), path.getKey(), member.getValue())));
    }

    /** Fails unless an answer is what the description promises of this call, which is {@code GET /path/{variable}}. */
    public JsonNode holds(String call, Answer answer) {
        JsonNode responses = operations()
                .filter(operation -> operation.call().equals(call))
                .findFirst()
                .orElseThrow()
                .said()
                .path("responses");
        String status = Integer.toString(answer.status());
        JsonNode promised = resolved(responses.has(status) ? responses.path(status) : responses.path("default"));
        JsonNode content = promised.path("content")
                .propertyStream()
                .findFirst()
                .orElseThrow()
                .getValue();
        assertThat(schema(content.path("schema")).validate(answer.json()))
                .as("%s answered %s", call, answer)
                .isEmpty();
        return answer.json();
    }

    private Schema schema(JsonNode wanted) {
        var whole = JSON.createObjectNode();
        whole.set("components", document.path("components"));
        whole.putArray("allOf").add(wanted);
        return registry.getSchema(whole);
    }

    private JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asString("");
        return reference.isEmpty()
                ? node
                : Objects.requireNonNull(document.at(reference.substring(LOCAL.length() - 1)));
    }

    /**
     * An operation.
     *
     * @param said its description
     */
    public record Operation(String method, String path, JsonNode said) {
        /** {@code GET /path/{variable}}. */
        public String call() {
            return method + " " + path;
        }

        /** The problems that it may answer with. */
        public Stream<String> problems() {
            return said.path("x-problems").valueStream().map(JsonNode::asString);
        }
    }
}
