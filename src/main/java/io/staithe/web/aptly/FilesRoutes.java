package io.staithe.web.aptly;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of upload directories. */
public final class FilesRoutes {
    private FilesRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(FilesHandler handler) {
        return RouterFunctions.route()
                .GET("/api/files", handler::directories)
                .GET("/api/files/{dir}", handler::files)
                .POST("/api/files/{dir}", handler::receiveForm)
                .DELETE("/api/files/{dir}", handler::deleteDirectory)
                .PUT("/api/files/{dir}/{file}", handler::receiveRaw)
                .DELETE("/api/files/{dir}/{file}", handler::deleteFile)
                .build();
    }
}
