package io.staithe.web.aptly.server;

import static io.staithe.web.PathFilter.variable;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.web.aptly.AptlyFault;
import io.staithe.web.aptly.Replies;
import io.staithe.web.aptly.wire.AptlyJson;
import io.staithe.web.aptly.wire.Bodies;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Mirrors, which come later: there is none, and none can be made. */
public final class MirrorsHandler {
    private final Bodies bodies;

    /** Refuses by these bodies. */
    public MirrorsHandler(Bodies bodies) {
        this.bodies = bodies;
    }

    Mono<ServerResponse> list(ServerRequest request) {
        return Replies.ok(AptlyJson.object().arrayNode());
    }

    Mono<ServerResponse> create(ServerRequest request) {
        return bodies.fields(request, "mirrorCreateParams").flatMap(fields -> {
            String name = fields.requiredText("Name");
            fields.requiredText("ArchiveURL");
            return Mono.error(new Refused(
                    AptlyFault.NO_MIRRORS,
                    "unable to create mirror: this server offers no mirrors yet, '" + Fault.bounded(name)
                            + "' is not made"));
        });
    }

    Mono<ServerResponse> show(ServerRequest request) {
        return unknown(request, "unable to show: ");
    }

    Mono<ServerResponse> edit(ServerRequest request) {
        return unknown(request, "unable to edit: ");
    }

    Mono<ServerResponse> update(ServerRequest request) {
        return unknown(request, "");
    }

    Mono<ServerResponse> drop(ServerRequest request) {
        return unknown(request, "unable to drop: ");
    }

    Mono<ServerResponse> snapshot(ServerRequest request) {
        return unknown(request, "");
    }

    private static Mono<ServerResponse> unknown(ServerRequest request, String action) {
        String name = Fault.bounded(variable(request, "name"));
        return Mono.error(
                () -> new Refused(AptlyFault.UNKNOWN_MIRROR, action + "mirror with name " + name + " not found"));
    }
}
