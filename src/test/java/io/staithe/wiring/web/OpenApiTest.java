package io.staithe.wiring.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;
import io.staithe.testkit.ApiDescription;
import io.staithe.testkit.ApiDescription.Operation;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code openapi.yaml} as others read it, and the problems that it names. */
final class OpenApiTest {
    private static final Path HELP = Path.of("src/main/resources/problems.properties");
    private static final Map<String, FaultCode> FAULTS =
            FaultCatalogue.all().stream().collect(Collectors.toUnmodifiableMap(FaultCode::slug, code -> code));

    private final ApiDescription api;

    OpenApiTest() throws IOException {
        api = ApiDescription.read();
    }

    @Test
    void aParserThatWeDidNotWriteUnderstandsIt() {
        assertThat(messages(api.text())).isEmpty();
    }

    @Test
    void thatParserSeesWhatIsWrong() {
        assertThat(messages(api.text().replace("operationId: showTask", "operationI: showTask")))
                .isNotEmpty();
        assertThat(messages(api.text().replace("responses:", "answers:"))).isNotEmpty();
    }

    @Test
    void itsSchemasAreSchemas() {
        var rules = SchemaRegistry.withDialect(Dialects.getDraft202012());
        var schema = rules.getSchema("{\"$ref\": \"https://json-schema.org/draft/2020-12/schema\"}");
        assertThat(api.document().path("components").path("schemas").propertyStream())
                .isNotEmpty()
                .allSatisfy(named -> assertThat(schema.validate(named.getValue()))
                        .as(named.getKey())
                        .isEmpty());
    }

    @Test
    void everyOperationNamesProblemsThatThereAre() {
        assertThat(api.operations()).isNotEmpty().allSatisfy(operation -> {
            assertThat(operation.problems()).as(operation.call()).isNotEmpty().doesNotHaveDuplicates();
            assertThat(operation.problems())
                    .as("problems of %s under x-problems in openapi.yaml", operation.call())
                    .allMatch(OpenApiTest::isKnown);
        });
        assertThat(everywhere()).isNotEmpty().allMatch(OpenApiTest::isKnown);
    }

    /** The pages say what helps; where the product says nothing of its own, they say it for all of a category. */
    @Test
    void whateverTheApiNamesHasWordsOfItsOwnOnItsPage() throws IOException {
        Properties help = new Properties();
        try (Reader text = Files.newBufferedReader(HELP)) {
            help.load(text);
        }
        Set<String> named = Stream.concat(
                        api.operations().flatMap(Operation::problems).filter(slug -> !slug.endsWith("*")),
                        Stream.of("unknown-route", "bad-request", "database-unavailable", "database-contended"))
                .filter(slug -> !isOurs(slug))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(help.stringPropertyNames()).isSubsetOf(FAULTS.keySet()).containsAll(named);
    }

    private static boolean isOurs(String slug) {
        return FAULTS.get(slug).category().blame() == Category.Blame.OURS;
    }

    private static boolean isKnown(String slug) {
        return slug.endsWith("*")
                ? FAULTS.keySet().stream().anyMatch(known -> known.startsWith(slug.substring(0, slug.length() - 1)))
                : FAULTS.containsKey(slug);
    }

    private Stream<String> everywhere() {
        return api.document().path("x-problems").valueStream().map(JsonNode::asString);
    }

    private static List<String> messages(String yaml) {
        return new OpenAPIV3Parser().readContents(yaml).getMessages();
    }
}
