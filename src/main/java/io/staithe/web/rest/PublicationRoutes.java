package io.staithe.web.rest;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of publications in the native API. */
public final class PublicationRoutes {
    private PublicationRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(PublicationHandler publications) {
        return RouterFunctions.route()
                .GET("/v1/publications", publications::find)
                .GET("/v1/publications/{id}", publications::show)
                .PATCH("/v1/publications/{id}", publications::change)
                .GET("/v1/publications/{id}/generations", publications::generations)
                .GET("/v1/publications/{id}/generations/{number}", publications::generation)
                .POST("/v1/publications/{id}/rollback", publications::rollback)
                .build();
    }
}
