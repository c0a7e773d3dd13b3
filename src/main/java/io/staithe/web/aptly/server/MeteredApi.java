package io.staithe.web.aptly.server;

import io.staithe.web.aptly.server.ApiMeters.Call;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Meters every call under {@code /api}, outside of everything that may answer it; other paths pass. */
public final class MeteredApi implements HttpHandlerDecoratorFactory {
    private static final String ROOT = "/api/";
    private static final String FILES = "/api/files";
    private static final int DIRECTORY = 3;

    private final ApiMeters meters;
    private final Supplier<Set<String>> paths;

    /**
     * Calls metered by these.
     *
     * @param paths the first two segments of all routes, asked for once, before the first call can come
     */
    public MeteredApi(ApiMeters meters, Supplier<Set<String>> paths) {
        this.meters = meters;
        this.paths = paths;
    }

    @Override
    public HttpHandler apply(HttpHandler handler) {
        Set<String> known = paths.get();
        return (request, response) -> {
            String path = request.getPath().value();
            return path.startsWith(ROOT)
                    ? Mono.defer(() -> metered(handler, told(path, known), request, response))
                    : handler.handle(request, response);
        };
    }

    private Mono<Void> metered(
            HttpHandler handler, String path, ServerHttpRequest request, ServerHttpResponse response) {
        String method = request.getMethod().name();
        Counting counting = new Counting(response);
        long begin = System.nanoTime();
        meters.begin(method, path);
        return handler.handle(request, counting).doFinally(end -> {
            long body = Math.max(0, request.getHeaders().getContentLength());
            int status = status(response);
            meters.end(new Call(method, path, body, counting.bytes.get()), status, System.nanoTime() - begin);
            if (status == 200 && path.equals(FILES) && (method.equals("POST") || method.equals("PUT"))) {
                meters.uploaded(directory(request.getPath().value()));
            }
        });
    }

    private static int status(ServerHttpResponse response) {
        HttpStatusCode status = response.getStatusCode();
        return status == null ? 200 : status.value();
    }

    private static String told(String path, Set<String> known) {
        int end = path.indexOf('/', ROOT.length());
        String begin = end < 0 ? path : path.substring(0, end);
        return known.contains(begin) ? begin : ROOT + "other";
    }

    /** Of an upload that was answered with 200, so that it has one. */
    private static String directory(String path) {
        return UriUtils.decode(path.split("/")[DIRECTORY], StandardCharsets.UTF_8);
    }

    /** Counts what is written. */
    private static final class Counting extends ServerHttpResponseDecorator {
        private final AtomicLong bytes = new AtomicLong();

        Counting(ServerHttpResponse response) {
            super(response);
        }

        @Override
        public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
            return super.writeWith(counted(body));
        }

        @Override
        public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
            return super.writeAndFlushWith(Flux.from(body).map(this::counted));
        }

        private Publisher<? extends DataBuffer> counted(Publisher<? extends DataBuffer> body) {
            return body instanceof Mono<? extends DataBuffer> one
                    ? one.doOnNext(this::count)
                    : Flux.from(body).doOnNext(this::count);
        }

        private void count(DataBuffer buffer) {
            bytes.addAndGet(buffer.readableByteCount());
        }
    }
}
