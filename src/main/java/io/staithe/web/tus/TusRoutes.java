package io.staithe.web.tus;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The paths of uploads that come in pieces; every answer names the version of the protocol. */
public final class TusRoutes {
    /** Where uploads in pieces are; each one below. */
    public static final String ROOT = "/v1/uploads";

    /** The header by which a client that cannot send a method names it. */
    public static final String OVERRIDE = "X-HTTP-Method-Override";

    private TusRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(TusHandler uploads) {
        return RouterFunctions.route()
                .OPTIONS(ROOT, uploads::options)
                .OPTIONS(ROOT + "/{id}", uploads::options)
                .POST(ROOT, uploads::create)
                .HEAD(ROOT + "/{id}", uploads::look)
                .PATCH(ROOT + "/{id}", uploads::append)
                .DELETE(ROOT + "/{id}", uploads::end)
                .POST(ROOT + "/{id}", uploads::overridden)
                .filter(TusVersion::spoken)
                .build();
    }
}
