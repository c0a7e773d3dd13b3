package io.staithe.web.access;

import io.staithe.access.Caller;
import io.staithe.web.Callers;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Takes whoever sends a request for one who may do everything, and looks at no credentials. */
public final class OpenFilter implements WebFilter, Ordered {
    @Override
    public int getOrder() {
        return CallerFilter.ORDER;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Callers.set(exchange, Caller.open());
        return chain.filter(exchange);
    }
}
