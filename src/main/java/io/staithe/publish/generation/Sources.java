package io.staithe.publish.generation;

import io.staithe.catalog.Catalog;
import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.snapshot.SnapshotCatalog;
import io.staithe.fault.Refused;
import io.staithe.publish.Origins;
import io.staithe.publish.Present;
import io.staithe.publish.Present.Origin;
import io.staithe.publish.PublishFault;
import io.staithe.publish.SourceKind;
import io.staithe.publish.generation.Edition.Pinned;
import io.staithe.queue.TaskId;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The repositories or snapshots behind a publication, read for a task. */
public final class Sources {
    private final Catalog catalog;
    private final SnapshotCatalog snapshots;
    private final GenerationHistory history;
    private final Origins origins;

    /** Sources in a catalogue, and what generations showed of them. */
    public Sources(Catalog catalog, SnapshotCatalog snapshots, GenerationHistory history) {
        this.catalog = catalog;
        this.snapshots = snapshots;
        this.history = history;
        this.origins = new Origins(catalog, snapshots);
    }

    /**
     * Pins each repository at its present revision, or the revision that each snapshot names, until the task is
     * settled; a dropped one is refused.
     */
    Mono<List<Pinned>> pinned(TaskId task, SourceKind kind, List<Origin> origins) {
        return Flux.fromIterable(origins)
                .concatMap(origin -> pinned(task, kind, origin))
                .collectList();
    }

    /** Pins what a kept generation shows until the task is settled; one that is gone is refused. */
    Mono<List<Pinned>> pinned(TaskId task, long publication, long generation) {
        return history.pin(task, publication, generation)
                .collectList()
                .filter(pinned -> !pinned.isEmpty())
                .switchIfEmpty(Mono.error(() -> new Refused(
                        PublishFault.UNKNOWN_GENERATION,
                        "publication " + publication + " has no generation " + generation + " any more")));
    }

    /**
     * The snapshots that were pinned, as sources. Empty where repositories were, or where one of the snapshots was
     * dropped since: its content is still there, but nothing that has a name.
     */
    Mono<List<Origin>> named(TaskId task, SourceKind kind, List<Pinned> pinned) {
        if (kind == SourceKind.LOCAL) {
            return Mono.empty();
        }
        return Flux.fromIterable(pinned)
                .concatMap(source -> snapshots
                        .pin(task.value(), source.snapshot())
                        .map(found -> new Origin(source.component(), found.id(), found.name())))
                .collectList()
                .filter(named -> named.size() == pinned.size());
    }

    private Mono<Pinned> pinned(TaskId task, SourceKind kind, Origin origin) {
        return switch (kind) {
            case LOCAL ->
                catalog.pin(task.value(), new RepositoryId(origin.id()))
                        .switchIfEmpty(Mono.error(() -> new Refused(
                                CatalogFault.UNKNOWN_REPOSITORY, "there is no repository '" + origin.name() + "'")))
                        .map(found -> new Pinned(origin.component(), found.id(), found.revision(), 0));
            case SNAPSHOT ->
                snapshots
                        .pin(task.value(), origin.id())
                        .switchIfEmpty(Mono.error(() -> new Refused(
                                CatalogFault.UNKNOWN_SNAPSHOT, "there is no snapshot '" + origin.name() + "'")))
                        .map(found -> new Pinned(origin.component(), found.repository(), found.revision(), found.id()));
        };
    }

    /**
     * What a publication is made of from its next generation on, by component: its sources, or the pending ones
     * instead, with some components switched. A pending name that nobody has is {@code UNKNOWN_SOURCE}.
     */
    Mono<List<Origin>> next(Present before, List<Origin> switched) {
        return current(before).map(current -> {
            SortedMap<String, Origin> next = new TreeMap<>();
            current.forEach(origin -> next.put(origin.component(), origin));
            switched.forEach(origin -> next.put(origin.component(), origin));
            if (next.isEmpty()) {
                throw new Refused(PublishFault.NO_SOURCES, "sources are empty");
            }
            return List.copyOf(next.values());
        });
    }

    private Mono<List<Origin>> current(Present before) {
        if (before.pending() == null) {
            return Mono.just(before.sources());
        }
        return Flux.fromIterable(before.wanted())
                .concatMap(source -> origins.named(before.kind(), source.component(), source.name()))
                .collectList()
                .onErrorMap(Refused.class, Sources::unknown);
    }

    private static Refused unknown(Refused refused) {
        return new Refused(PublishFault.UNKNOWN_SOURCE, "unable to update: " + refused.getMessage());
    }
}
