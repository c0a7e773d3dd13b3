package io.staithe.web.rest;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of packages in the native API. */
public final class PackageRoutes {
    private PackageRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(PackageHandler packages) {
        return RouterFunctions.route()
                .PUT("/v1/repositories/{repository}/packages/{file}", packages::receive)
                .build();
    }
}
