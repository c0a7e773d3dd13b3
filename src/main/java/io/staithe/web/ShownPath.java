package io.staithe.web;

import java.util.regex.Pattern;
import org.springframework.web.server.ServerWebExchange;

/** The path of a request as logs and the audit may tell it: a signed address without what makes it one. */
final class ShownPath {
    private static final Pattern SIGNATURE = Pattern.compile("^/signed/[^/]+");

    private ShownPath() {}

    static String of(ServerWebExchange exchange) {
        return SIGNATURE.matcher(exchange.getRequest().getPath().value()).replaceFirst("/signed/…");
    }
}
