package io.staithe.library;

import io.staithe.access.Caller;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.Snapshot;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.library.task.Lanes;
import io.staithe.library.task.Payloads.DropSnapshot;
import io.staithe.library.task.Payloads.Snap;
import io.staithe.library.task.Payloads.Target;
import io.staithe.library.task.Request;
import io.staithe.library.task.SnapshotTasks;
import io.staithe.queue.Lane;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.queue.Tasks;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Use cases of snapshots; those that change something emit the accepted task. */
public final class Snapshots {
    /** The task kinds. */
    public static final String CREATE = "snapshot.create";

    public static final String DROP = "snapshot.drop";

    private static final int MAX_NAME_CHARACTERS = 255;

    private final Catalog catalog;
    private final Tasks tasks;

    /** Use cases on a catalogue. */
    public Snapshots(Catalog catalog, Tasks tasks) {
        this.catalog = catalog;
        this.tasks = tasks;
    }

    /** The living snapshots, by name. */
    public Flux<Snapshot> list(Caller caller) {
        return catalog.snapshots();
    }

    /** A snapshot by name; {@code UNKNOWN_SNAPSHOT} where there is none. */
    public Mono<Snapshot> show(Caller caller, String name) {
        return catalog.snapshot(name).switchIfEmpty(Mono.error(() -> SnapshotTasks.unknown(name)));
    }

    /** The packages of a snapshot, in the order of {@code Catalog.members}. */
    public Flux<CataloguedPackage> packages(Caller caller, String name) {
        return show(caller, name).flatMapMany(snapshot -> catalog.members(snapshot.repository(), snapshot.revision()));
    }

    /**
     * Names the present revision of a repository, once every change accepted before is in it. A taken name fails the
     * task with {@code SNAPSHOT_EXISTS}. The value is JSON:
     * {@code name description sourceKind createdAt}.
     */
    public Mono<Task> create(Caller caller, String repository, String name, String description, Listing listing) {
        return Members.target(catalog, repository)
                .map(target -> creation(target, checked(name), description))
                .flatMap(request -> request.submit(tasks, caller, listing));
    }

    private static Request creation(Target target, String name, String description) {
        String title = "Create snapshot " + name + " of repo " + target.name();
        List<Lane> changes = List.of(Lanes.repository(target.repository()), Lanes.snapshot(name));
        return new Request(CREATE, new Snap(target, name, description), title, changes);
    }

    private static String checked(String name) {
        if (name.isBlank()
                || name.length() > MAX_NAME_CHARACTERS
                || name.chars().anyMatch(Character::isISOControl)) {
            throw new Refused(
                    CatalogFault.BAD_SNAPSHOT_NAME,
                    "snapshot name '" + Fault.bounded(name) + "' must be 1 to " + MAX_NAME_CHARACTERS
                            + " characters without control characters, and not blank");
        }
        return name;
    }

    /** Drops a snapshot; a published one fails the task. */
    public Mono<Task> drop(Caller caller, String name, Force force, Listing listing) {
        DropSnapshot payload = new DropSnapshot(name, force == Force.YES);
        List<Lane> changes = List.of(Lanes.snapshot(name));
        return show(caller, name)
                .flatMap(snapshot ->
                        new Request(DROP, payload, "Delete snapshot " + name, changes).submit(tasks, caller, listing));
    }
}
