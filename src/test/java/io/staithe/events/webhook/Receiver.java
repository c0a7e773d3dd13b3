package io.staithe.events.webhook;

import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntUnaryOperator;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** An endpoint of somebody's on loopback, which remembers what it was sent. */
final class Receiver implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private final DisposableServer server;
    private volatile IntUnaryOperator answers = request -> 204;

    Receiver() {
        server =
                HttpServer.create().host("127.0.0.1").port(0).handle(this::take).bindNow(TIMEOUT);
    }

    String url() {
        return "http://127.0.0.1:" + server.port() + "/hook";
    }

    /** Answers by the number of the request, from 0; status 0 is none at all. */
    void answering(IntUnaryOperator statuses) {
        answers = statuses;
    }

    List<Sent> sent() {
        return List.copyOf(sent);
    }

    List<String> ids() {
        return sent.stream().map(one -> one.headers().get("Staithe-Event")).toList();
    }

    private Publisher<Void> take(HttpServerRequest request, HttpServerResponse response) {
        return request.receive()
                .aggregate()
                .asString(StandardCharsets.UTF_8)
                .flatMap(body -> answered(new Sent(request.requestHeaders().copy(), body), response));
    }

    private Mono<Void> answered(Sent one, HttpServerResponse response) {
        int status = answers.applyAsInt(sent.size());
        sent.add(one);
        if (status == 0) {
            return Mono.never();
        }
        return response.status(status)
                .header("Location", url() + "/elsewhere")
                .sendString(Mono.just("as you say"))
                .then();
    }

    @Override
    public void close() {
        server.disposeNow(TIMEOUT);
    }

    record Sent(HttpHeaders headers, String body) {}
}
