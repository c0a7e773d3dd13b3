package io.staithe.web.webhook;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.staithe.events.webhook.WebhookSender;
import io.staithe.fault.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/**
 * Sends letters by Reactor Netty's client, which follows no redirect here, and repeats no request. Of an answer's body
 * the beginning is told, and a little is read so that the connection can be used again.
 */
public final class HttpSender implements WebhookSender {
    private static final int MOST_READ = 16 * 1024;
    private static final int MOST_TOLD = 500;
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

    private final HttpClient client;
    private final Duration timeout;

    /**
     * Sends over connections of this pool.
     *
     * @param timeout for all of a letter, from the look at its name to the end of the answer
     * @param reach which addresses may be connected to
     */
    public HttpSender(ConnectionProvider connections, Duration timeout, Reach reach) {
        int connect = Math.toIntExact(Math.min(LONGEST_CONNECT.toMillis(), timeout.toMillis()));
        HttpClient plain =
                HttpClient.create(connections).disableRetry(true).option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connect);
        this.client = reach == Reach.ANY ? plain : guarded(plain);
        this.timeout = timeout;
    }

    private static HttpClient guarded(HttpClient client) {
        ConnectGuard guard = new ConnectGuard();
        return client.doOnChannelInit(
                (observer, channel, address) -> channel.pipeline().addLast("staithe.connectGuard", guard));
    }

    @Override
    public Mono<Reply> post(Letter letter) {
        return client.headers(headers -> letter.headers().forEach(headers::set))
                .post()
                .uri(letter.url())
                .send(Mono.fromSupplier(
                        () -> Unpooled.wrappedBuffer(letter.body().getBytes(StandardCharsets.UTF_8))))
                .response(HttpSender::answered)
                .next()
                .timeout(timeout)
                .onErrorResume(failure -> Mono.just(new Reply(0, reason(failure))));
    }

    private static Publisher<Reply> answered(HttpClientResponse response, ByteBufFlux body) {
        int status = response.status().code();
        return body.scan(new Beginning(0, ""), Beginning::and)
                .takeUntil(read -> read.bytes() > MOST_READ)
                .last()
                .map(read -> new Reply(status, "answered " + status, read.text()));
    }

    /** How much of a body was read, and what it begins with. */
    private record Beginning(int bytes, String text) {
        Beginning and(ByteBuf more) {
            int told = Math.min(more.readableBytes(), MOST_TOLD - Math.min(bytes, MOST_TOLD));
            String next = told == 0 ? text : text + more.toString(more.readerIndex(), told, StandardCharsets.UTF_8);
            return new Beginning(bytes + more.readableBytes(), next);
        }
    }

    private String reason(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return "no answer within " + timeout;
        }
        return Fault.bounded(failure.getClass().getSimpleName() + ": " + failure.getMessage());
    }

    /** Which addresses may be connected to. */
    public enum Reach {
        PUBLIC,
        ANY
    }
}
