package io.staithe.web.rest;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The path of read-only mode. */
public final class MaintenanceRoutes {
    /** Where it is switched, which is never refused for it. */
    public static final String PATH = "/v1/maintenance";

    private MaintenanceRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(MaintenanceHandler maintenance) {
        return RouterFunctions.route()
                .GET(PATH, maintenance::show)
                .PUT(PATH, maintenance::change)
                .build();
    }
}
