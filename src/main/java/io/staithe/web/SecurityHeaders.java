package io.staithe.web;

import java.time.Duration;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Tells browsers to do nothing with an answer but show it: no guessing of types, no scripts, no frames, no referrer;
 * and over TLS, to come back over TLS only (RFC 6797).
 *
 * <p>Answers of the APIs are kept by nobody ({@code no-store}) unless their handler says otherwise; archives say
 * themselves how long they may be kept.
 */
public final class SecurityHeaders implements WebFilter, Ordered {
    /** Pages of ours are text, tables and links. */
    private static final String NOTHING_ACTIVE =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final List<String> APIS = List.of("/api/", "/v1/", "/dput/");

    private final Duration strictTransport;

    /**
     * Headers of every answer.
     *
     * @param strictTransport how long browsers that came over TLS shall come over TLS only; zero for no such header
     */
    public SecurityHeaders(Duration strictTransport) {
        this.strictTransport = strictTransport;
    }

    /** Before whatever may answer. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 1;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        HttpHeaders headers = exchange.getResponse().getHeaders();
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Content-Security-Policy", NOTHING_ACTIVE);
        if (request.getSslInfo() != null && !strictTransport.isZero()) {
            headers.set("Strict-Transport-Security", "max-age=" + strictTransport.toSeconds());
        }
        String path = request.getPath().value();
        if (APIS.stream().anyMatch(path::startsWith)) {
            headers.setCacheControl("no-store");
        }
        return chain.filter(exchange);
    }
}
