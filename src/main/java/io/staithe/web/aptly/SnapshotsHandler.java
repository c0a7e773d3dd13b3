package io.staithe.web.aptly;

import static io.staithe.web.PathFilter.variable;

import io.staithe.catalog.Snapshot;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.library.Force;
import io.staithe.library.Snapshots;
import io.staithe.web.Callers;
import io.staithe.web.aptly.wire.AptlyForms;
import io.staithe.web.aptly.wire.AptlyJson;
import io.staithe.web.aptly.wire.Bodies;
import java.util.Comparator;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Snapshots of local repos. */
public final class SnapshotsHandler {
    private final Snapshots snapshots;
    private final Calls calls;
    private final Bodies bodies;

    /** Translates to the use cases of snapshots. */
    public SnapshotsHandler(Snapshots snapshots, Calls calls, Bodies bodies) {
        this.snapshots = snapshots;
        this.calls = calls;
        this.bodies = bodies;
    }

    Mono<ServerResponse> list(ServerRequest request) {
        Flux<Snapshot> known = snapshots.list(Callers.of(request));
        String order = request.queryParam("sort").orElse("name");
        Flux<Snapshot> sorted = switch (order) {
            case "name" -> known;
            case "time" -> known.sort(Comparator.comparing(Snapshot::createdAt));
            default ->
                throw new Refused(AptlyFault.UNKNOWN_ORDER, "sorting method \"" + Fault.bounded(order) + "\" unknown");
        };
        return Replies.array(sorted.map(SnapshotsHandler::form));
    }

    Mono<ServerResponse> show(ServerRequest request) {
        return snapshots
                .show(Callers.of(request), variable(request, "name"))
                .flatMap(snapshot -> Replies.ok(form(snapshot)));
    }

    Mono<ServerResponse> packages(ServerRequest request) {
        return PackagesHandler.listed(request, snapshots.packages(Callers.of(request), variable(request, "name")));
    }

    Mono<ServerResponse> create(ServerRequest request) {
        String repository = variable(request, "name");
        return bodies.fields(request, "snapshotsCreateFromRepositoryParams").flatMap(fields -> {
            String name = fields.requiredText("Name");
            String description = fields.text("Description", "");
            return calls.answer(
                    request, listing -> snapshots.create(Callers.of(request), repository, name, description, listing));
        });
    }

    Mono<ServerResponse> drop(ServerRequest request) {
        Force force = Replies.isOn(request, "force") ? Force.YES : Force.NO;
        String name = variable(request, "name");
        return calls.answer(request, listing -> snapshots.drop(Callers.of(request), name, force, listing));
    }

    private static ObjectNode form(Snapshot snapshot) {
        return AptlyForms.snapshot(AptlyJson.object()
                .put("name", snapshot.name())
                .put("description", snapshot.description())
                .put("sourceKind", snapshot.sourceKind())
                .put("createdAt", snapshot.createdAt().toString()));
    }
}
