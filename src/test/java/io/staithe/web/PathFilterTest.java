package io.staithe.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

class PathFilterTest {
    private WebTestClient client;

    @BeforeEach
    void start() {
        RouterFunction<ServerResponse> routes = RouterFunctions.route()
                .GET(
                        "/api/publish/{prefix}/{distribution}",
                        request -> ServerResponse.ok()
                                .bodyValue(PathFilter.variable(request, "prefix") + "|"
                                        + PathFilter.variable(request, "distribution")))
                .GET(
                        "/api/files/{dir}",
                        request -> ServerResponse.ok().bodyValue("dir=" + PathFilter.variable(request, "dir")))
                .GET("/api/files", request -> ServerResponse.ok().bodyValue("all"))
                .GET("/other/{x}", request -> ServerResponse.ok().bodyValue(request.pathVariable("x")))
                .build();
        client = WebTestClient.bindToRouterFunction(routes)
                .handlerStrategies(HandlerStrategies.builder()
                        .webFilter(new CorrelationFilter())
                        .webFilter(new PathFilter())
                        .exceptionHandler(new Problems(List.of(new PlainDialect()), new SimpleMeterRegistry()))
                        .build())
                .configureClient()
                .responseTimeout(Duration.ofSeconds(10))
                .build();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/api/publish//bookworm |bookworm",
                "/api/publish/:./bookworm :.|bookworm",
                "/api/publish/a%2Fb/bookworm a/b|bookworm",
                "/api/publish/filesystem:x:/bookworm/ filesystem:x:|bookworm",
                "/api/files all",
                "/api/files/ all",
                "/api/files// all",
                "/api/files/sub%2Fdir dir=sub/dir",
                "/api/files/a+b dir=a+b",
                "/api/files/a%2Bb dir=a+b",
                "/api/files/a;b=c dir=a;b=c",
                "/api/files/~@: dir=~@:",
                "/api/files/.. dir=..",
                "/other/x x",
            })
    void pathsAreReadAsAptlyReadsThem(String path, String variables) {
        get(path).expectStatus().isOk().expectBody(String.class).isEqualTo(variables);
    }

    @Test
    void aNulCannotPassForAnEmptySegment() {
        get("/api/publish/%00/x").expectStatus().isBadRequest();
    }

    @Test
    void headAndOptionsAreNotRouted() {
        for (HttpMethod method : List.of(HttpMethod.HEAD, HttpMethod.OPTIONS)) {
            client.method(method).uri("/api/files").exchange().expectStatus().isNotFound();
        }
    }

    @Test
    void theIdOfARequestComesBack() {
        client.get()
                .uri("/api/files")
                .header("X-Request-Id", "build-17")
                .exchange()
                .expectHeader()
                .valueEquals("X-Request-Id", "build-17");
        client.get()
                .uri("/api/files")
                .header("X-Correlation-Id", "other-18")
                .exchange()
                .expectHeader()
                .valueEquals("X-Request-Id", "other-18");
    }

    @Test
    void anUnfitIdIsReplaced() {
        client.get()
                .uri("/api/files")
                .header("X-Request-Id", "a b\u00e9")
                .exchange()
                .expectHeader()
                .value("X-Request-Id", id -> assertThat(id).matches("[0-9a-f]{16}"));
    }

    private WebTestClient.ResponseSpec get(String path) {
        return client.get().uri(URI.create("http://localhost" + path)).exchange();
    }
}
