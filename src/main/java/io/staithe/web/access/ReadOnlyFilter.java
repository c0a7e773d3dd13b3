package io.staithe.web.access;

import io.staithe.access.maintenance.Maintenance;
import io.staithe.web.rest.MaintenanceRoutes;
import io.staithe.web.tus.TusRoutes;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;

/**
 * Refuses what would change anything while the server is read-only, on every face and before any of its body is read:
 * whatever is not a safe method (RFC 9110 §9.2.1), but for the switch itself. Pieces of uploads that were begun before
 * come through unless these are parked; then bodies are cut at their next bytes.
 */
public final class ReadOnlyFilter implements WebFilter, Ordered {
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Maintenance maintenance;

    /** By the switch of all instances. */
    public ReadOnlyFilter(Maintenance maintenance) {
        this.maintenance = maintenance;
    }

    /** Behind the filter that says who calls: strangers learn nothing. */
    @Override
    public int getOrder() {
        return CallerFilter.ORDER + 1;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        String path = request.getPath().value();
        if (SAFE.contains(request.getMethod()) || path.equals(MaintenanceRoutes.PATH)) {
            return chain.filter(exchange);
        }
        return maintenance
                .known()
                .then(Mono.defer(
                        () -> isRefused(request) ? Mono.error(maintenance.refusal()) : change(exchange, chain)));
    }

    private boolean isRefused(ServerHttpRequest request) {
        return maintenance.isReadOnly() && (maintenance.isParking() || !isPiece(request));
    }

    private Mono<Void> change(ServerWebExchange exchange, WebFilterChain chain) {
        maintenance.begins();
        return chain.filter(exchange.mutate()
                        .request(new Cut(exchange.getRequest()))
                        .build())
                .doFinally(end -> maintenance.ends());
    }

    private static boolean isPiece(ServerHttpRequest request) {
        String method = request.getHeaders().getFirst(TusRoutes.OVERRIDE);
        return "PATCH".equals(method == null ? request.getMethod().name() : method)
                && request.getPath().value().startsWith(TusRoutes.ROOT + "/");
    }

    /** A request whose body ends with a refusal where uploads are parked meanwhile. */
    private final class Cut extends ServerHttpRequestDecorator {
        private Cut(ServerHttpRequest request) {
            super(request);
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return super.getBody().handle(this::pass);
        }

        private void pass(DataBuffer buffer, SynchronousSink<DataBuffer> sink) {
            if (maintenance.isParking()) {
                DataBufferUtils.release(buffer);
                sink.error(maintenance.refusal());
                return;
            }
            sink.next(buffer);
        }
    }
}
