package io.staithe.web.rest;

import io.staithe.access.Caller;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.queue.RequestKey;
import io.staithe.web.Callers;
import io.staithe.web.WebFault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads {@code Idempotency-Key} of a POST of the native API: acceptance finds key and fingerprint in the context. The
 * body, at most 64 KiB, is read for the fingerprint before it is passed on. Other paths look after their keys
 * themselves.
 */
public final class RequestKeyFilter implements WebFilter {
    private static final String HEADER = "Idempotency-Key";
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final RestDialect DIALECT = new RestDialect();

    private final Predicate<String> others;

    /** A filter of all paths of the native API but others. */
    public RequestKeyFilter(Predicate<String> others) {
        this.others = others;
    }

    /** The key of a request, where it has one; {@code BAD_PARAMETER} where it has another form. */
    public static Optional<String> key(HttpHeaders headers) {
        String key = headers.getFirst(HEADER);
        if (key != null && !FORM.matcher(key).matches()) {
            throw new Refused(
                    WebFault.BAD_PARAMETER,
                    HEADER + " '" + Fault.bounded(key) + "' must be 1 to 255 visible characters of ASCII");
        }
        return Optional.ofNullable(key);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        String path = request.getPath().value();
        if (request.getMethod() != HttpMethod.POST || !DIALECT.speaks(path) || others.test(path)) {
            return chain.filter(exchange);
        }
        return Mono.fromCallable(() -> key(request.getHeaders()))
                .flatMap(
                        key -> key.map(known -> keyed(exchange, known, chain)).orElseGet(() -> chain.filter(exchange)));
    }

    private static Mono<Void> keyed(ServerWebExchange exchange, String key, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        Caller caller = Callers.of(exchange);
        return Members.bytes(request.getBody()).defaultIfEmpty(new byte[0]).flatMap(body -> {
            RequestKey known = new RequestKey(caller.name(), key, fingerprint(request, body));
            return chain.filter(with(exchange, body)).contextWrite(known::in);
        });
    }

    private static ServerWebExchange with(ServerWebExchange exchange, byte[] body) {
        var request = new ServerHttpRequestDecorator(exchange.getRequest()) {
            @Override
            public Flux<DataBuffer> getBody() {
                return Flux.defer(
                        () -> Flux.just(exchange.getResponse().bufferFactory().wrap(body)));
            }
        };
        return exchange.mutate().request(request).build();
    }

    private static String fingerprint(ServerHttpRequest request, byte[] body) {
        String query = String.valueOf(request.getURI().getRawQuery());
        String head = request.getMethod() + "\n" + request.getPath().value() + "\n" + query + "\n";
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(head.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(body));
        } catch (NoSuchAlgorithmException broken) {
            throw new IllegalStateException("every Java platform has SHA-256", broken);
        }
    }
}
