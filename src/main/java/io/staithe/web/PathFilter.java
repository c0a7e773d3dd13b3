package io.staithe.web;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Makes the paths of aptly's dialect fit for routing, which knows neither empty segments nor trailing slashes.
 *
 * <p>Under {@code /api}: a trailing slash is dropped; an empty segment within the path becomes a mark that
 * {@link #variable} reads as empty; {@code ;} is an ordinary character; a NUL is refused, so that nobody can send the
 * mark. {@code %2F} stays within its segment. {@code HEAD} and {@code OPTIONS} are not routed. Other paths pass.
 */
public final class PathFilter implements WebFilter, Ordered {
    private static final String ROOT = "/api";
    private static final String EMPTY_ENCODED = "%00";
    private static final String EMPTY = "\0";

    /** A variable of the path, decoded; empty where its segment was. */
    public static String variable(ServerRequest request, String name) {
        String value = request.pathVariable(name);
        return value.equals(EMPTY) ? "" : value;
    }

    /** After correlation, before everything that looks at the path. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 10;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String path = exchange.getRequest().getPath().value();
        if (!path.equals(ROOT) && !path.startsWith(ROOT + "/")) {
            return chain.filter(exchange);
        }
        HttpMethod method = exchange.getRequest().getMethod();
        if (method == HttpMethod.HEAD || method == HttpMethod.OPTIONS) {
            return Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND));
        }
        if (path.contains(EMPTY_ENCODED)) {
            return Mono.error(
                    new Refused(WebFault.BAD_PATH, "path '" + Fault.bounded(path) + "' must not contain a NUL"));
        }
        String fit = fit(path);
        return fit.equals(path)
                ? chain.filter(exchange)
                : chain.filter(
                        exchange.mutate().request(request -> request.path(fit)).build());
    }

    static String fit(String path) {
        String plain = path.replace(";", "%3B");
        int end = plain.length();
        while (end > 1 && plain.charAt(end - 1) == '/') {
            end--;
        }
        String inner = plain.substring(0, end);
        while (inner.contains("//")) {
            inner = inner.replace("//", "/" + EMPTY_ENCODED + "/");
        }
        return inner;
    }
}
