package io.staithe.publish.generation;

import io.staithe.catalog.Catalog;
import io.staithe.catalog.CatalogFault;
import io.staithe.fault.Refused;
import io.staithe.publish.Present.Origin;
import io.staithe.publish.PublishFault;
import io.staithe.publish.generation.Edition.Pinned;
import io.staithe.queue.TaskId;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The repositories behind a publication, read for a task. */
public final class Sources {
    private final Catalog catalog;
    private final GenerationHistory history;

    /** Sources in a catalogue, and what generations showed of them. */
    public Sources(Catalog catalog, GenerationHistory history) {
        this.catalog = catalog;
        this.history = history;
    }

    /** Pins each repository at its present revision until the task is settled; a dropped one is refused. */
    Mono<List<Pinned>> pinned(TaskId task, List<Origin> origins) {
        return Flux.fromIterable(origins)
                .concatMap(origin -> catalog.pin(task.value(), origin.repository())
                        .switchIfEmpty(Mono.error(() -> new Refused(
                                CatalogFault.UNKNOWN_REPOSITORY, "there is no repository '" + origin.name() + "'")))
                        .map(found -> new Pinned(origin.component(), found.id(), found.revision())))
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
}
