package io.staithe.web.aptly;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths by which packages come into local repos and leave them. */
public final class PackagesRoutes {
    private PackagesRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(PackagesHandler handler, IncludeHandler include) {
        return RouterFunctions.route()
                .POST("/api/repos/{name}/packages", handler::put)
                .DELETE("/api/repos/{name}/packages", handler::remove)
                .POST("/api/repos/{name}/file/{dir}", handler::addDirectory)
                .POST("/api/repos/{name}/file/{dir}/{file}", handler::addFile)
                .POST("/api/repos/{name}/include/{dir}", include::directory)
                .POST("/api/repos/{name}/include/{dir}/{file}", include::file)
                .build();
    }
}
