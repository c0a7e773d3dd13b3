package io.staithe.web.dput;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The path to which dput sends the files of an upload: {@code incoming = /dput/REPOSITORY}. */
public final class DputRoutes {
    private DputRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(DputHandler dput) {
        return RouterFunctions.route()
                .PUT("/dput/{repository}/{file}", dput::receive)
                .build();
    }
}
