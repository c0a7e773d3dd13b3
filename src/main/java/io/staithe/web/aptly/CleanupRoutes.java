package io.staithe.web.aptly;

import io.staithe.sweep.Cleanups;
import io.staithe.web.Callers;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The path of cleaning up. */
public final class CleanupRoutes {
    private CleanupRoutes() {}

    /** The table. */
    public static RouterFunction<ServerResponse> of(Cleanups cleanups, Calls calls) {
        return RouterFunctions.route()
                .POST(
                        "/api/db/cleanup",
                        request -> calls.answer(request, listing -> cleanups.submit(Callers.of(request), listing)))
                .build();
    }
}
