package io.staithe.web;

import io.staithe.access.Caller;
import org.springframework.web.reactive.function.server.ServerRequest;

/** Who sends a request; the one place where access control will answer. */
public final class Callers {
    private Callers() {}

    /** The caller of a request. */
    public static Caller of(ServerRequest request) {
        return (Caller) request.attribute(Callers.class.getName()).orElseGet(Caller::open);
    }
}
