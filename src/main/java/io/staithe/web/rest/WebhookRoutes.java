package io.staithe.web.rest;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of webhooks. */
public final class WebhookRoutes {
    private WebhookRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(WebhookHandler webhooks) {
        return RouterFunctions.route()
                .GET("/v1/webhooks", webhooks::list)
                .POST("/v1/webhooks", webhooks::create)
                .GET("/v1/webhooks/{id}", webhooks::show)
                .PATCH("/v1/webhooks/{id}", webhooks::edit)
                .DELETE("/v1/webhooks/{id}", webhooks::delete)
                .POST("/v1/webhooks/{id}/ping", webhooks::ping)
                .GET("/v1/webhooks/{id}/dead-letters", webhooks::deadLetters)
                .POST("/v1/webhooks/{id}/dead-letters/redeliver", webhooks::redeliverAll)
                .POST("/v1/webhooks/{id}/dead-letters/{event}/redeliver", webhooks::redeliver)
                .build();
    }
}
