package io.staithe.web.aptly;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of published repos. */
public final class PublishRoutes {
    private PublishRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(PublishHandler handler) {
        return RouterFunctions.route()
                .GET("/api/publish", handler::list)
                .POST("/api/publish", handler::create)
                .POST("/api/publish/{prefix}", handler::create)
                .GET("/api/publish/{prefix}/{distribution}", handler::show)
                .PUT("/api/publish/{prefix}/{distribution}", handler::updateOrSwitch)
                .DELETE("/api/publish/{prefix}/{distribution}", handler::drop)
                .POST("/api/publish/{prefix}/{distribution}/update", handler::update)
                .build();
    }
}
