package io.staithe.web.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.events.webhook.WebhookSender.Letter;
import io.staithe.events.webhook.WebhookSender.Reply;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;
import reactor.test.StepVerifier;

/** Where letters go, and that no answer holds the sender up. */
final class HttpSenderIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration SOON = Duration.ofMillis(300);

    private final ConnectionProvider connections = ConnectionProvider.create("test", 8);
    private final AtomicInteger connected = new AtomicInteger();
    private final DisposableServer server = HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .doOnConnection(connection -> connected.incrementAndGet())
            .route(routes -> routes.post(
                            "/endless",
                            (request, response) -> response.sendString(
                                    Flux.just("x".repeat(8192)).repeat()))
                    .post("/silent", (request, response) -> Mono.never())
                    .post("/moved", (request, response) -> response.sendRedirect("/echo"))
                    .post(
                            "/echo",
                            (request, response) -> response.status(
                                    request.requestHeaders().getInt("Content-Length", 0) == 2 ? 200 : 400)))
            .bindNow(TIMEOUT);

    @AfterEach
    void stop() {
        connections.dispose();
        server.disposeNow(TIMEOUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "2130706433"})
    void whatIsNotPublicIsNotConnectedTo(String host) {
        var sender = new HttpSender(connections, TIMEOUT, HttpSender.Reach.PUBLIC);
        Reply reply = sender.post(letter("http://" + host + ":" + server.port() + "/echo"))
                .block(TIMEOUT);
        assertThat(reply).isNotNull();
        assertThat(reply.isTaken()).isFalse();
        assertThat(reply.status()).isZero();
        assertThat(connected).hasValue(0);
    }

    @Test
    void theRefusalNamesTheSetting() {
        var sender = new HttpSender(connections, TIMEOUT, HttpSender.Reach.PUBLIC);
        StepVerifier.create(sender.post(letter(url("/echo"))))
                .assertNext(reply -> assertThat(reply.reason()).contains("staithe.webhooks.private-addresses"))
                .expectComplete()
                .verify(TIMEOUT);
    }

    @Test
    void anAnswerCounts() {
        verify("/echo", new Reply(200, "answered 200"));
        verify("/nowhere", new Reply(404, "answered 404"));
    }

    @Test
    void noRedirectIsFollowed() {
        verify("/moved", new Reply(302, "answered 302"));
    }

    @Test
    void anEndlessAnswerIsCutOff() {
        verify("/endless", new Reply(200, "answered 200", "x".repeat(500)));
    }

    @Test
    void silenceIsBounded() {
        verify("/silent", new Reply(0, "no answer within PT0.3S"));
    }

    @Test
    void aCancelClosesTheConnection() {
        StepVerifier.create(sender(TIMEOUT).post(letter(url("/silent"))))
                .thenAwait(Duration.ofMillis(50))
                .thenCancel()
                .verify(TIMEOUT);
    }

    private void verify(String path, Reply expected) {
        StepVerifier.create(sender(SOON).post(letter(url(path))))
                .expectNext(expected)
                .expectComplete()
                .verify(TIMEOUT);
    }

    private HttpSender sender(Duration timeout) {
        return new HttpSender(connections, timeout, HttpSender.Reach.ANY);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    private static Letter letter(String url) {
        return new Letter(url, Map.of("Content-Type", "application/json"), "{}");
    }
}
