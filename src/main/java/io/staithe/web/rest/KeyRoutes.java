package io.staithe.web.rest;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of signing keys. */
public final class KeyRoutes {
    private KeyRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(KeyHandler keys) {
        return RouterFunctions.route()
                .GET("/v1/keys", keys::list)
                .POST("/v1/keys", keys::create)
                .PATCH("/v1/keys/{fingerprint}", keys::edit)
                .DELETE("/v1/keys/{fingerprint}", keys::retire)
                .build();
    }
}
