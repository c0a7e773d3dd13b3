package io.staithe.web.aptly;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of what published repos are made of. */
public final class SourcesRoutes {
    private static final String SOURCES = "/api/publish/{prefix}/{distribution}/sources";
    private static final String COMPONENT = SOURCES + "/{component}";

    private SourcesRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(SourcesHandler handler) {
        return RouterFunctions.route()
                .GET(SOURCES, handler::pending)
                .POST(SOURCES, handler::add)
                .PUT(SOURCES, handler::replace)
                .DELETE(SOURCES, handler::discard)
                .PUT(COMPONENT, handler::set)
                .DELETE(COMPONENT, handler::remove)
                .build();
    }
}
