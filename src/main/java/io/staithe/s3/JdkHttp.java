package io.staithe.s3;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/**
 * Carries the requests of the AWS SDK over the JDK's HTTP client, so many at once: HTTP/1.1, with back-pressure in both
 * directions, no byte copied.
 *
 * <p>Threads: a few of its own, which never block; answers are told on them.
 */
final class JdkHttp implements SdkAsyncHttpClient {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int THREADS = 4;

    /** What the JDK's client writes itself. */
    private static final Set<String> OWN = Set.of("host", "content-length", "connection", "expect", "upgrade");

    private final ExecutorService threads;
    private final HttpClient client;
    private final Turnstile turnstile;

    JdkHttp(String name, int connections) {
        this.threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads)
                .build();
        this.turnstile = new Turnstile(connections);
    }

    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest call) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        turnstile.enter(end, () -> exchange(call, end));
        return end;
    }

    private void exchange(AsyncExecuteRequest call, CompletableFuture<Void> end) {
        var answer = client.sendAsync(request(call), BodyHandlers.ofPublisher());
        end.whenComplete((done, failure) -> answer.cancel(true));
        answer.whenComplete((response, failure) -> {
            if (failure == null) {
                answered(call, response, end);
            } else {
                failed(call, failure, end);
            }
        });
    }

    private static void answered(
            AsyncExecuteRequest call,
            HttpResponse<Flow.Publisher<List<ByteBuffer>>> response,
            CompletableFuture<Void> end) {
        call.responseHandler().onHeaders(head(response));
        Flux<ByteBuffer> body = Flux.from(FlowAdapters.toPublisher(response.body()))
                .concatMapIterable(Function.identity())
                .doOnComplete(() -> end.complete(null))
                .doOnError(end::completeExceptionally)
                .doOnCancel(() -> end.complete(null))
                .takeUntilOther(Mono.fromFuture(end, true));
        call.responseHandler().onStream(body);
    }

    private static void failed(AsyncExecuteRequest call, Throwable failure, CompletableFuture<Void> end) {
        Throwable reason = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        if (!end.isDone()) {
            call.responseHandler().onError(reason);
        }
        end.completeExceptionally(reason);
    }

    private static SdkHttpResponse head(HttpResponse<?> response) {
        return SdkHttpFullResponse.builder()
                .statusCode(response.statusCode())
                .headers(response.headers().map())
                .build();
    }

    private static HttpRequest request(AsyncExecuteRequest call) {
        SdkHttpRequest wanted = call.request();
        URI address = wanted.getUri();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).method(wanted.method().name(), body(call));
        wanted.forEachHeader((name, values) -> {
            if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }

    /** What does not tell its length has it in the header. */
    private static BodyPublisher body(AsyncExecuteRequest call) {
        Publisher<ByteBuffer> bytes = call.requestContentPublisher();
        long length = call.requestContentPublisher()
                .contentLength()
                .or(() -> call.request().firstMatchingHeader("Content-Length").map(Long::valueOf))
                .orElse(0L);
        return length == 0
                ? BodyPublishers.noBody()
                : BodyPublishers.fromPublisher(FlowAdapters.toFlowPublisher(bytes), length);
    }

    @Override
    public String clientName() {
        return "JdkHttp";
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
