package io.staithe.web.rest;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of tasks in the native API. */
public final class TaskRoutes {
    private TaskRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(TaskHandler tasks) {
        return RouterFunctions.route()
                .GET("/v1/tasks", tasks::list)
                .GET("/v1/tasks/{id}", tasks::show)
                .DELETE("/v1/tasks/{id}", tasks::delete)
                .POST("/v1/tasks/{id}/cancel", tasks::cancel)
                .build();
    }
}
