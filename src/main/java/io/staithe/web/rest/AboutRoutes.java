package io.staithe.web.rest;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of what the native API says of itself: its problems, its routes. */
public final class AboutRoutes {
    private AboutRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(ProblemPages problems, ApiDocument document) {
        return RouterFunctions.route()
                .GET("/problems", problems::list)
                .GET("/problems/{slug}", problems::show)
                .GET("/v3/api-docs", document::json)
                .GET("/v3/api-docs.yaml", document::yaml)
                .build();
    }
}
