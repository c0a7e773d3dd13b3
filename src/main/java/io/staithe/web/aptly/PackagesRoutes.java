package io.staithe.web.aptly;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of what is in local repos. */
public final class PackagesRoutes {
    private PackagesRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(PackagesHandler handler) {
        return RouterFunctions.route()
                .GET("/api/repos/{name}/packages", handler::list)
                .POST("/api/repos/{name}/packages", handler::put)
                .DELETE("/api/repos/{name}/packages", handler::remove)
                .POST("/api/repos/{name}/file/{dir}", handler::addDirectory)
                .POST("/api/repos/{name}/file/{dir}/{file}", handler::addFile)
                .build();
    }
}
