package io.staithe.wiring.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.fault.Broken;
import io.staithe.fault.Category;
import io.staithe.fault.Exhausted;
import io.staithe.fault.FaultCode;
import io.staithe.fault.Overload;
import io.staithe.fault.Refused;
import io.staithe.observe.Meters;
import io.staithe.web.PlainDialect;
import io.staithe.web.Problems;
import io.staithe.web.WebFault;
import io.staithe.web.aptly.wire.AptlyDialect;
import io.staithe.web.rest.RestDialect;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.Exceptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds every fault of the product against the dialects that must be able to tell it. */
class FaultTableTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final JsonMapper JSON = new JsonMapper();
    /** Read once: it takes seconds. */
    private static final List<FaultCode> CODES = read();

    private static final Problems PROBLEMS =
            new Problems(List.of(new AptlyDialect(), new RestDialect(), new PlainDialect()), new SimpleMeterRegistry());

    static List<FaultCode> codes() {
        return CODES;
    }

    private static List<FaultCode> read() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.staithe").stream()
                        .filter(JavaClass::isEnum)
                        .filter(type -> type.isAssignableTo(FaultCode.class))
                        .map(JavaClass::reflect)
                        .flatMap(type -> Arrays.stream(type.getEnumConstants()))
                        .map(FaultCode.class::cast)
                        .toList();
    }

    static Stream<Throwable> throwables() {
        return Stream.of(
                new IllegalStateException("inside"),
                new NullPointerException(),
                new UncheckedIOException(new IOException("disk")));
    }

    @Test
    void aJobThatFoundNoPlaceIsAskedToComeAgain() {
        var exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/v1/tasks/1"));
        PROBLEMS.handle(exchange, Exceptions.failWithRejected(new RejectedExecutionException("queue is full")))
                .block(LIMIT);
        assertThat(exchange.getResponse().getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(exchange.getResponse().getHeaders().getFirst("Retry-After")).isEqualTo("5");
    }

    static Stream<Throwable> failuresThatSoundLikeAClientThatWentAway() {
        return Stream.of(
                new Broken(WebFault.INTERNAL, "a kept file ends early", new EOFException()),
                new Refused(WebFault.UNKNOWN_ROUTE, "there is no repository 'broken pipe'"),
                new Exhausted(Overload.WORKERS_BUSY, "the database: connection reset by peer", Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @MethodSource("failuresThatSoundLikeAClientThatWentAway")
    void aFaultIsToldWhateverItsWords(Throwable failure) {
        var exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/v1/tasks/1"));
        PROBLEMS.handle(exchange, failure).block(LIMIT);
        assertThat(exchange.getResponse().getStatusCode())
                .satisfies(status ->
                        assertThat(Objects.requireNonNull(status).isError()).isTrue());
        assertThat(exchange.getResponse().getBodyAsString().block(LIMIT)).isNotEmpty();
    }

    @Test
    void aClientThatWentAwayIsNeverToldOfASuccess() {
        var exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/v1/tasks/1"));
        PROBLEMS.handle(exchange, new IOException("Connection reset by peer")).block(LIMIT);
        assertThat(exchange.getResponse().getStatusCode()).isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
    }

    @Test
    void whatIsRefusedIsCountedByFaultAndByWhoseItIs() {
        var meters = new SimpleMeterRegistry();
        var problems = new Problems(List.of(new PlainDialect()), meters);
        for (Throwable failure : List.of(new IllegalStateException("inside"), new IllegalStateException("again"))) {
            problems.handle(MockServerWebExchange.from(MockServerHttpRequest.get("/v1/tasks/1")), failure)
                    .block(LIMIT);
        }

        assertThat(Meters.REFUSALS
                        .counter(meters, "fault", WebFault.INTERNAL.slug(), "blame", "ours")
                        .count())
                .isEqualTo(2);
    }

    @Test
    void slugsAreUniqueAndStable() {
        assertThat(codes())
                .extracting(FaultCode::slug)
                .doesNotHaveDuplicates()
                .allMatch(slug -> slug.matches("[a-z0-9]+(-[a-z0-9]+)*"));
    }

    @Test
    void theCatalogueOfPagesKnowsEveryFault() {
        assertThat(FaultCatalogue.all()).containsExactlyInAnyOrderElementsOf(codes());
    }

    @ParameterizedTest
    @MethodSource("codes")
    void aptlysDialectTellsEveryFault(FaultCode code) {
        MockServerHttpResponse answer = answer("/api/repos", code);

        if (code == WebFault.UNKNOWN_ROUTE) {
            assertThat(answer.getBodyAsString().block(LIMIT)).isEqualTo("404 page not found");
            return;
        }
        assertThat(answer.getStatusCode().isError()).isTrue();
        assertThat(answer.getHeaders().getContentType().getCharset()).isNotNull();
        assertThat(json(answer).path("error").asString()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("codes")
    void theNativeApiTellsEveryFault(FaultCode code) {
        MockServerHttpResponse answer = answer("/v1/tasks/7", code);
        JsonNode problem = json(answer);

        assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(problem.path("type").asString()).isEqualTo("/problems/" + code.slug());
        assertThat(problem.path("title").asString()).isEqualTo(code.title());
        assertThat(problem.path("status").asInt())
                .isEqualTo(answer.getStatusCode().value())
                .isEqualTo(Problems.status(code.category()));
        assertThat(problem.path("instance").asString()).isEqualTo("/v1/tasks/7");
    }

    @ParameterizedTest
    @MethodSource("codes")
    void archivePathsTellEveryFaultAsText(FaultCode code) {
        MockServerHttpResponse answer = answer("/apt/dists/x", code);

        assertThat(answer.getHeaders().getContentType().isCompatibleWith(MediaType.TEXT_PLAIN))
                .isTrue();
        assertThat(answer.getBodyAsString().block(LIMIT)).endsWith("\n");
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void whatNobodyNamedStaysOpaque(Throwable unknown) {
        MockServerWebExchange exchange = exchange("/v1/tasks/7");
        PROBLEMS.handle(exchange, unknown).block(LIMIT);
        JsonNode problem = json(exchange.getResponse());

        assertThat(problem.path("status").asInt()).isEqualTo(500);
        assertThat(problem.toString()).doesNotContain("inside").doesNotContain("disk");
        assertThat(problem.path("correlation").asString()).isNotBlank();
    }

    @Test
    void shortagesSayHowLongToWait() {
        FaultCode busy = codes().stream()
                .filter(code -> code.category() == Category.BUSY || code.category() == Category.UNAVAILABLE)
                .findFirst()
                .orElseThrow();
        MockServerWebExchange exchange = exchange("/api/repos");
        PROBLEMS.handle(exchange, new Exhausted(busy, "busy", Duration.ofSeconds(7)))
                .block(LIMIT);

        assertThat(exchange.getResponse().getHeaders().getFirst("Retry-After")).isEqualTo("7");
    }

    private static MockServerHttpResponse answer(String path, FaultCode code) {
        MockServerWebExchange exchange = exchange(path);
        PROBLEMS.handle(exchange, new Refused(code, "thing 'value' breaks a rule"))
                .block(LIMIT);
        return exchange.getResponse();
    }

    private static MockServerWebExchange exchange(String path) {
        return MockServerWebExchange.from(MockServerHttpRequest.get(path));
    }

    private static JsonNode json(MockServerHttpResponse answer) {
        return JSON.readTree(answer.getBodyAsString().block(LIMIT));
    }
}
