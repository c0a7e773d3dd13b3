package io.staithe.web.rest;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of changes, and of the bytes that they may name, in the native API. */
public final class ChangeRoutes {
    private ChangeRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(ChangeHandler changes) {
        return RouterFunctions.route()
                .POST("/v1/changes", changes::change)
                .HEAD("/v1/blobs/{digest}", changes::isKnown)
                .build();
    }
}
