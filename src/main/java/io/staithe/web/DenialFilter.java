package io.staithe.web;

import io.staithe.access.audit.Act;
import io.staithe.access.audit.Audit;
import io.staithe.fault.Category;
import io.staithe.fault.Refused;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Tells the audit of requests that their caller had no grant for. */
public final class DenialFilter implements WebFilter, Ordered {
    private static final String KIND = "request";

    private final Audit audit;

    /** Tells an audit. */
    public DenialFilter(Audit audit) {
        this.audit = audit;
    }

    /** Behind the filter that says who calls. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return chain.filter(exchange)
                .onErrorResume(
                        Refused.class,
                        refused -> refused.code().category() == Category.DENIED
                                ? audit.denied(act(exchange, refused)).then(Mono.error(refused))
                                : Mono.error(refused));
    }

    private static Act act(ServerWebExchange exchange, Refused refused) {
        String title = exchange.getRequest().getMethod() + " " + ShownPath.of(exchange);
        return Act.denied(Callers.of(exchange), KIND, title, refused.code().slug(), CorrelationFilter.of(exchange));
    }
}
