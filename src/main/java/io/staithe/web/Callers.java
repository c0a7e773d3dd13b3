package io.staithe.web;

import io.staithe.access.Caller;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.server.ServerWebExchange;

/** Who sends a request: whom access control found. */
public final class Callers {
    private static final String ATTRIBUTE = Callers.class.getName();
    private static final Caller NOBODY = Caller.anonymous(List.of());

    private Callers() {}

    /** Notes the caller of an exchange. */
    public static void set(ServerWebExchange exchange, Caller caller) {
        exchange.getAttributes().put(ATTRIBUTE, caller);
    }

    /** The caller of an exchange, and the address that the request came from; who was not noted may do nothing. */
    public static Caller of(ServerWebExchange exchange) {
        Caller caller = exchange.getAttributeOrDefault(ATTRIBUTE, NOBODY);
        InetSocketAddress remote = exchange.getRequest().getRemoteAddress();
        InetAddress address = remote == null ? null : remote.getAddress();
        return address == null ? caller : caller.from(address.getHostAddress());
    }

    /** The caller of a request. */
    public static Caller of(ServerRequest request) {
        return of(request.exchange());
    }
}
