package io.staithe.web.aptly;

import static io.staithe.web.PathFilter.variable;

import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.Snapshot;
import io.staithe.catalog.snapshot.Merging;
import io.staithe.catalog.snapshot.SnapshotCatalog.Counted;
import io.staithe.deb.PackageKey;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.library.Force;
import io.staithe.library.Snapshots;
import io.staithe.library.Snapshots.Composition;
import io.staithe.library.snapshot.Difference;
import io.staithe.web.Callers;
import io.staithe.web.aptly.wire.AptlyForms;
import io.staithe.web.aptly.wire.AptlyJson;
import io.staithe.web.aptly.wire.Bodies;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
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
        Flux<Counted> known = snapshots.list(Callers.of(request));
        String order = request.queryParam("sort").orElse("name");
        Flux<Counted> sorted = switch (order) {
            case "name" -> known;
            case "time" ->
                known.sort(Comparator.comparing(counted -> counted.snapshot().createdAt()));
            default ->
                throw new Refused(AptlyFault.UNKNOWN_ORDER, "sorting method \"" + Fault.bounded(order) + "\" unknown");
        };
        return Replies.array(sorted.map(counted -> form(counted.snapshot()).put("NumPackages", counted.packages())));
    }

    Mono<ServerResponse> show(ServerRequest request) {
        return snapshots
                .show(Callers.of(request), variable(request, "name"))
                .flatMap(snapshot -> Replies.ok(form(snapshot)));
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

    Mono<ServerResponse> compose(ServerRequest request) {
        return bodies.fields(request, "snapshotsCreateParams")
                .map(fields -> new Composition(
                        fields.requiredText("Name"),
                        fields.text("Description", ""),
                        fields.texts("SourceSnapshots"),
                        fields.texts("PackageRefs")))
                .flatMap(wanted ->
                        calls.answer(request, listing -> snapshots.compose(Callers.of(request), wanted, listing)));
    }

    Mono<ServerResponse> merge(ServerRequest request) {
        String name = variable(request, "name");
        return bodies.fields(request, "snapshotsMergeParams")
                .map(fields -> fields.requiredTexts("Sources"))
                .flatMap(sources -> calls.answer(
                        request,
                        listing -> snapshots.merge(Callers.of(request), name, sources, merging(request), listing)));
    }

    private static Merging merging(ServerRequest request) {
        boolean latest = Replies.isOn(request, "latest");
        boolean all = Replies.isOn(request, "no-remove");
        if (latest && all) {
            throw new Refused(CatalogFault.MERGING_UNCLEAR, "no-remove and latest are mutually exclusive");
        }
        return latest ? Merging.LATEST : all ? Merging.ALL : Merging.REPLACE;
    }

    Mono<ServerResponse> differences(ServerRequest request) {
        boolean onlyMatching = Replies.isOn(request, "onlyMatching");
        return Replies.array(snapshots
                .differences(Callers.of(request), variable(request, "name"), variable(request, "with"))
                .filter(difference -> !onlyMatching || difference.isMatch())
                .map(SnapshotsHandler::form));
    }

    Mono<ServerResponse> edit(ServerRequest request) {
        String name = variable(request, "name");
        return bodies.fields(request, "snapshotsUpdateParams").flatMap(fields -> {
            String wanted = fields.text("Name", "");
            String description = fields.text("Description", "");
            return calls.answer(
                    request, listing -> snapshots.edit(Callers.of(request), name, wanted, description, listing));
        });
    }

    Mono<ServerResponse> drop(ServerRequest request) {
        Force force = Replies.isOn(request, "force") ? Force.YES : Force.NO;
        String name = variable(request, "name");
        return calls.answer(request, listing -> snapshots.drop(Callers.of(request), name, force, listing));
    }

    private static ObjectNode form(Difference difference) {
        return AptlyJson.object().put("Left", text(difference.left())).put("Right", text(difference.right()));
    }

    private static @Nullable String text(@Nullable PackageKey key) {
        return key == null ? null : key.toString();
    }

    private static ObjectNode form(Snapshot snapshot) {
        return AptlyForms.snapshot(AptlyJson.object()
                .put("name", snapshot.name())
                .put("description", snapshot.description())
                .put("sourceKind", snapshot.sourceKind())
                .put("createdAt", snapshot.createdAt().toString()));
    }
}
