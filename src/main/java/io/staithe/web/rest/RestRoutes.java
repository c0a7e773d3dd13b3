package io.staithe.web.rest;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of the native API that show things. */
public final class RestRoutes {
    private RestRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(TaskHandler tasks, ProblemPages problems) {
        return RouterFunctions.route()
                .GET("/v1/tasks/{id}", tasks::show)
                .GET("/problems/{slug}", problems::show)
                .build();
    }
}
