package io.staithe.web.rest;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of receipts and revisions in the native API. */
public final class ReceiptRoutes {
    private ReceiptRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(ReceiptHandler receipts) {
        return RouterFunctions.route()
                .GET("/v1/receipts", receipts::find)
                .GET("/v1/receipts/{id}", receipts::show)
                .GET("/v1/keys/receipts", receipts::key)
                .GET("/v1/repositories/{repository}/revisions", receipts::revisions)
                .GET("/v1/repositories/{repository}/revisions/{number}", receipts::revision)
                .build();
    }
}
