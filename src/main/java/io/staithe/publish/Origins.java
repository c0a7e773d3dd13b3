package io.staithe.publish;

import io.staithe.catalog.Catalog;
import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.Repository;
import io.staithe.catalog.Snapshot;
import io.staithe.catalog.snapshot.SnapshotCatalog;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.publish.Present.Origin;
import io.staithe.publish.Proposal.Part;
import io.staithe.publish.Publications.NewSource;
import java.util.List;
import reactor.core.publisher.Mono;

/** Looks up what publications are made of by name, whatever kind it is of; unknown names are refused. */
public final class Origins {
    private final Catalog catalog;
    private final SnapshotCatalog snapshots;

    /** Look-ups in a catalogue. */
    public Origins(Catalog catalog, SnapshotCatalog snapshots) {
        this.catalog = catalog;
        this.snapshots = snapshots;
    }

    /** What a name means now; {@code UNKNOWN_REPOSITORY} or {@code UNKNOWN_SNAPSHOT} where there is none. */
    public Mono<Origin> named(SourceKind kind, String component, String name) {
        return switch (kind) {
            case LOCAL ->
                repository(name).map(found -> new Origin(component, found.id().value(), found.name()));
            case SNAPSHOT -> snapshot(name).map(found -> new Origin(component, found.id(), found.name()));
        };
    }

    /** The same for a publication to be made, with what the repositories behind it say. */
    Mono<Part> part(SourceKind kind, NewSource source) {
        return switch (kind) {
            case LOCAL -> repository(source.name()).map(found -> part(source, found));
            case SNAPSHOT -> snapshot(source.name()).flatMap(found -> part(source, found));
        };
    }

    private static Part part(NewSource source, Repository found) {
        return new Part(
                source.component(),
                found.id().value(),
                found.name(),
                List.of(found.defaultDistribution()),
                List.of(found.defaultComponent()));
    }

    private Mono<Part> part(NewSource source, Snapshot found) {
        return snapshots
                .roots(found.id())
                .collectList()
                .map(roots -> new Part(
                        source.component(),
                        found.id(),
                        found.name(),
                        roots.stream().map(Repository::defaultDistribution).toList(),
                        roots.stream().map(Repository::defaultComponent).toList()));
    }

    private Mono<Repository> repository(String name) {
        return catalog.repository(name)
                .switchIfEmpty(Mono.error(() -> new Refused(
                        CatalogFault.UNKNOWN_REPOSITORY,
                        "local repo with name " + Fault.bounded(name) + " not found")));
    }

    private Mono<Snapshot> snapshot(String name) {
        return snapshots
                .snapshot(name)
                .switchIfEmpty(Mono.error(() -> new Refused(
                        CatalogFault.UNKNOWN_SNAPSHOT, "snapshot with name " + Fault.bounded(name) + " not found")));
    }
}
