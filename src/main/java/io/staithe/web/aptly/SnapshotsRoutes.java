package io.staithe.web.aptly;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of snapshots. */
public final class SnapshotsRoutes {
    private SnapshotsRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(SnapshotsHandler handler) {
        return RouterFunctions.route()
                .GET("/api/snapshots", handler::list)
                .GET("/api/snapshots/{name}", handler::show)
                .DELETE("/api/snapshots/{name}", handler::drop)
                .GET("/api/snapshots/{name}/packages", handler::packages)
                .POST("/api/repos/{name}/snapshots", handler::create)
                .build();
    }
}
