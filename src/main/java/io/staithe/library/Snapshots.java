package io.staithe.library;

import io.staithe.access.Caller;
import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.Snapshot;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Use cases of snapshots; those that change something emit the accepted task. */
public final class Snapshots {
    /** The task kinds. */
    public static final String CREATE = "snapshot.create";

    public static final String DROP = "snapshot.drop";

    /** The living snapshots, by name. */
    public Flux<Snapshot> list(Caller caller) {
        throw new IllegalStateException("skeleton");
    }

    /** A snapshot by name; {@code UNKNOWN_SNAPSHOT} where there is none. */
    public Mono<Snapshot> show(Caller caller, String name) {
        throw new IllegalStateException("skeleton");
    }

    /** The packages of a snapshot, in the order of {@code Catalog.members}. */
    public Flux<CataloguedPackage> packages(Caller caller, String name) {
        throw new IllegalStateException("skeleton");
    }

    /**
     * Names the present revision of a repository, once every change accepted before is in it. A taken name fails the
     * task with {@code SNAPSHOT_EXISTS}. The value is JSON:
     * {@code name description sourceKind createdAt}.
     */
    public Mono<Task> create(Caller caller, String repository, String name, String description, Listing listing) {
        throw new IllegalStateException("skeleton");
    }

    /** Drops a snapshot; a published one fails the task. */
    public Mono<Task> drop(Caller caller, String name, Force force, Listing listing) {
        throw new IllegalStateException("skeleton");
    }
}
