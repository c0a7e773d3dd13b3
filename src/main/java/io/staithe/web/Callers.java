package io.staithe.web;

import io.staithe.access.Caller;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.server.ServerWebExchange;

/** Who sends a request; the one place where access control will answer. */
public final class Callers {
    private Callers() {}

    /** The caller of an exchange. */
    public static Caller of(ServerWebExchange exchange) {
        return exchange.getAttributeOrDefault(Callers.class.getName(), Caller.open());
    }

    /** The caller of a request. */
    public static Caller of(ServerRequest request) {
        return of(request.exchange());
    }
}
