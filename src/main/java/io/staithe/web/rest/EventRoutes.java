package io.staithe.web.rest;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The path of the feed. */
public final class EventRoutes {
    private EventRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(EventHandler events) {
        return RouterFunctions.route().GET("/v1/events", events::follow).build();
    }
}
