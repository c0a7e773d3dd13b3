package io.staithe.web.rest;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of checks. */
public final class CheckRoutes {
    private CheckRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(CheckHandler checks) {
        return RouterFunctions.route()
                .POST("/v1/checks", checks::submit)
                .GET("/v1/checks/{id}", checks::show)
                .build();
    }
}
