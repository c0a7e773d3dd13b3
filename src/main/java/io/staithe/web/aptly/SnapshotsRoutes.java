package io.staithe.web.aptly;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of snapshots. */
public final class SnapshotsRoutes {
    private SnapshotsRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(SnapshotsHandler handler, PullsHandler pulls) {
        return RouterFunctions.route()
                .GET("/api/snapshots", handler::list)
                .POST("/api/snapshots", handler::compose)
                .GET("/api/snapshots/{name}", handler::show)
                .PUT("/api/snapshots/{name}", handler::edit)
                .DELETE("/api/snapshots/{name}", handler::drop)
                .GET("/api/snapshots/{name}/diff/{with}", handler::differences)
                .POST("/api/snapshots/{name}/merge", handler::merge)
                .POST("/api/snapshots/{name}/pull", pulls::pull)
                .POST("/api/repos/{name}/snapshots", handler::create)
                .build();
    }
}
