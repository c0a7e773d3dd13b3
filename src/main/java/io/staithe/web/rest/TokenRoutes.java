package io.staithe.web.rest;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of tokens, and of who asks. */
public final class TokenRoutes {
    private TokenRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(TokenHandler tokens) {
        return RouterFunctions.route()
                .GET("/v1/caller", tokens::caller)
                .GET("/v1/tokens", tokens::list)
                .POST("/v1/tokens", tokens::create)
                .GET("/v1/tokens/{name}", tokens::show)
                .DELETE("/v1/tokens/{name}", tokens::revoke)
                .build();
    }
}
