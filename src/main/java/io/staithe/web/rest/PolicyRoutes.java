package io.staithe.web.rest;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of policies. */
public final class PolicyRoutes {
    private static final String POLICIES = "/v1/repositories/{repository}/policies";

    private PolicyRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(PolicyHandler policies) {
        return RouterFunctions.route()
                .GET(POLICIES, policies::show)
                .PUT(POLICIES, policies::set)
                .DELETE(POLICIES, policies::remove)
                .build();
    }
}
