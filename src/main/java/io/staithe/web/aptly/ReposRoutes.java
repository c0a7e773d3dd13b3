package io.staithe.web.aptly;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of local repos as such. */
public final class ReposRoutes {
    private ReposRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(ReposHandler handler) {
        return RouterFunctions.route()
                .GET("/api/repos", handler::list)
                .POST("/api/repos", handler::create)
                .GET("/api/repos/{name}", handler::show)
                .PUT("/api/repos/{name}", handler::edit)
                .DELETE("/api/repos/{name}", handler::drop)
                .POST("/api/repos/{name}/copy/{source}/{query}", handler::copy)
                .build();
    }
}
