package io.staithe.web.aptly.server;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of the server's room, endpoints, mirrors and pages. */
public final class ServerRoutes {
    private ServerRoutes() {}

    /** The table of storages. */
    public static RouterFunction<ServerResponse> storage(StorageHandler handler) {
        return RouterFunctions.route()
                .GET("/api/storage", handler::space)
                .GET("/api/s3", handler::buckets)
                .GET("/api/gcs", handler::none)
                .GET("/api/jfrog", handler::none)
                .GET("/api/azure", handler::none)
                .build();
    }

    /** The table of mirrors. */
    public static RouterFunction<ServerResponse> mirrors(MirrorsHandler handler) {
        return RouterFunctions.route()
                .GET("/api/mirrors", handler::list)
                .POST("/api/mirrors", handler::create)
                .GET("/api/mirrors/{name}", handler::show)
                .POST("/api/mirrors/{name}", handler::edit)
                .PUT("/api/mirrors/{name}", handler::update)
                .DELETE("/api/mirrors/{name}", handler::drop)
                .GET("/api/mirrors/{name}/packages", handler::show)
                .POST("/api/mirrors/{name}/snapshots", handler::snapshot)
                .build();
    }

    /** The table of trusted keys. */
    public static RouterFunction<ServerResponse> keys(KeysHandler handler) {
        return RouterFunctions.route()
                .GET("/api/gpg/keys", handler::list)
                .POST("/api/gpg/key", handler::add)
                .DELETE("/api/gpg/key", handler::remove)
                .build();
    }

    /** The table of meters. */
    public static RouterFunction<ServerResponse> metrics(MetricsHandler handler) {
        return RouterFunctions.route().GET("/api/metrics", handler::show).build();
    }

    /** The table of the graph. */
    public static RouterFunction<ServerResponse> graph(GraphHandler handler) {
        return RouterFunctions.route().GET("/api/graph.{ext}", handler::show).build();
    }

    /** The table of pages. */
    public static RouterFunction<ServerResponse> docs(DocsHandler handler) {
        return RouterFunctions.route()
                .GET("/docs", handler::redirect)
                .GET("/docs/", handler::redirect)
                .GET("/docs/index.html", handler::redirect)
                .GET("/docs.html", handler::page)
                .GET("/docs/doc.json", handler::document)
                .build();
    }
}
