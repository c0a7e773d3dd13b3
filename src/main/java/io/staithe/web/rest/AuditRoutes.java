package io.staithe.web.rest;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The path of the audit. */
public final class AuditRoutes {
    private AuditRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(AuditHandler audit) {
        return RouterFunctions.route().GET("/v1/audit", audit::show).build();
    }
}
