package io.staithe.web.aptly;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of the server's own state. */
public final class StatusRoutes {
    private StatusRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(StatusHandler handler) {
        return RouterFunctions.route()
                .GET("/api/version", handler::version)
                .GET("/api/healthy", handler::healthy)
                .GET("/api/ready", handler::ready)
                .build();
    }
}
