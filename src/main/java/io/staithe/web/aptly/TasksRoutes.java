package io.staithe.web.aptly;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of tasks. */
public final class TasksRoutes {
    private TasksRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(TasksHandler handler) {
        return RouterFunctions.route()
                .GET("/api/tasks", handler::list)
                .GET("/api/tasks-wait", handler::awaitAll)
                .POST("/api/tasks-clear", handler::clear)
                .GET("/api/tasks/{id}", handler::show)
                .DELETE("/api/tasks/{id}", handler::delete)
                .GET("/api/tasks/{id}/wait", handler::await)
                .GET("/api/tasks/{id}/output", handler::output)
                .GET("/api/tasks/{id}/detail", handler::detail)
                .GET("/api/tasks/{id}/return_value", handler::returnValue)
                .build();
    }
}
