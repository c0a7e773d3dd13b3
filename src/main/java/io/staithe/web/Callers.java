package io.staithe.web;

import io.staithe.access.Caller;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.server.ServerWebExchange;

/** Who sends a request: whom access control found, or everybody's caller where the server is open. */
public final class Callers {
    private static final String ATTRIBUTE = Callers.class.getName();

    private Callers() {}

    /** Notes the caller of an exchange. */
    public static void set(ServerWebExchange exchange, Caller caller) {
        exchange.getAttributes().put(ATTRIBUTE, caller);
    }

    /** The caller of an exchange, and the address that the request came from. */
    public static Caller of(ServerWebExchange exchange) {
        Caller caller = exchange.getAttributeOrDefault(ATTRIBUTE, Caller.open());
        InetSocketAddress remote = exchange.getRequest().getRemoteAddress();
        InetAddress address = remote == null ? null : remote.getAddress();
        return address == null ? caller : caller.from(address.getHostAddress());
    }

    /** The caller of a request. */
    public static Caller of(ServerRequest request) {
        return of(request.exchange());
    }
}
