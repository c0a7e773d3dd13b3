package io.staithe.web;

import io.staithe.observe.Correlation;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Gives each request an id: the client's, where it sends a fit one, else a new one. It goes into the Reactor context
 * for logs and tasks, and back to the client as a header.
 */
public final class CorrelationFilter implements WebFilter, Ordered {
    /** The header of the answer, and the first one that is looked for in the request. */
    public static final String HEADER = "X-Request-Id";

    private static final String OTHER_HEADER = "X-Correlation-Id";
    private static final String ATTRIBUTE = CorrelationFilter.class.getName();
    private static final Pattern FIT = Pattern.compile("[A-Za-z0-9._:/+=@-]{1,80}");

    /** The id of a request; {@code -} where the request has not passed this filter. */
    public static String of(ServerWebExchange exchange) {
        return exchange.getAttributeOrDefault(ATTRIBUTE, "-");
    }

    /** Before every other filter. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String id = idOf(exchange.getRequest().getHeaders());
        exchange.getAttributes().put(ATTRIBUTE, id);
        exchange.getResponse().getHeaders().set(HEADER, id);
        return chain.filter(exchange).contextWrite(context -> Correlation.with(context, id));
    }

    private static String idOf(HttpHeaders headers) {
        return Stream.of(HEADER, OTHER_HEADER)
                .map(headers::getFirst)
                .filter(CorrelationFilter::isFit)
                .findFirst()
                .orElseGet(CorrelationFilter::fresh);
    }

    private static boolean isFit(@Nullable String id) {
        return id != null && FIT.matcher(id).matches();
    }

    private static String fresh() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
