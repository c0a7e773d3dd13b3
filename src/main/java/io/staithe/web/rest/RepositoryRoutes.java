package io.staithe.web.rest;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of repositories in the native API. */
public final class RepositoryRoutes {
    private RepositoryRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(RepositoryHandler repositories) {
        return RouterFunctions.route()
                .GET("/v1/repositories/{repository}", repositories::show)
                .build();
    }
}
