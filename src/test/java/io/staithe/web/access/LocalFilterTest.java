package io.staithe.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.AccessFault;
import io.staithe.fault.Fault;
import io.staithe.web.Callers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Who is taken for somebody on this machine. */
final class LocalFilterTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final LocalFilter filter = new LocalFilter(List.of("Packages.home"));

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LOCALHOST:8080", "127.0.0.1:80", "127.1.2.3", "[::1]:8080", "packages.home:8080"})
    void namesOfThisMachineAreServed(String host) {
        served(MockServerHttpRequest.delete("/").header("Host", host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "10.0.0.1",
                "[::2]",
                "",
                "localhost:80:80",
                "evil.example:80#localhost"
            })
    void otherNamesAreRefusedWhateverTheMethod(String host) {
        refused(MockServerHttpRequest.get("/").header("Host", host), AccessFault.FOREIGN_HOST);
    }

    @Test
    void aClientOfHttp10NamesNobody() {
        served(MockServerHttpRequest.get("/"));
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site",
        "Origin, https://evil.example",
        "Origin, http://localhost.evil.example",
        "Origin, null"
    })
    void pagesOfOtherSitesChangeNothing(String header, String value) {
        for (HttpMethod method : List.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE)) {
            refused(MockServerHttpRequest.method(method, "/").header(header, value), AccessFault.CROSS_SITE);
        }
        served(MockServerHttpRequest.get("/").header(header, value));
    }

    @ParameterizedTest
    @CsvSource({"Sec-Fetch-Site, same-origin", "Sec-Fetch-Site, none", "Origin, http://127.0.0.1:8080"})
    void pagesOfThisMachineMayChangeThings(String header, String value) {
        served(MockServerHttpRequest.post("/").header("Host", "localhost").header(header, value));
    }

    private void served(MockServerHttpRequest.BaseBuilder<?> request) {
        AtomicReference<String> caller = new AtomicReference<>();
        StepVerifier.create(filter.filter(
                        MockServerWebExchange.from(request),
                        seen -> Mono.fromRunnable(
                                () -> caller.set(Callers.of(seen).name()))))
                .expectComplete()
                .verify(LIMIT);
        assertThat(caller).hasValue("open");
    }

    private void refused(MockServerHttpRequest.BaseBuilder<?> request, AccessFault fault) {
        StepVerifier.create(filter.filter(MockServerWebExchange.from(request), seen -> Mono.empty()))
                .expectErrorSatisfies(
                        failure -> assertThat(((Fault) failure).code()).isEqualTo(fault))
                .verify(LIMIT);
    }
}
