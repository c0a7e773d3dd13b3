package io.staithe.web.aptly;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths under which packages are listed and shown. */
public final class PackageListsRoutes {
    private PackageListsRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(PackageListsHandler handler) {
        return RouterFunctions.route()
                .GET("/api/repos/{name}/packages", handler::ofRepository)
                .GET("/api/snapshots/{name}/packages", handler::ofSnapshot)
                .GET("/api/packages", handler::ofCatalogue)
                .GET("/api/packages/{key}", handler::show)
                .build();
    }
}
