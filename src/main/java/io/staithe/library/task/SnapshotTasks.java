package io.staithe.library.task;

import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.Ledger;
import io.staithe.catalog.Ledger.Event;
import io.staithe.catalog.Registry;
import io.staithe.catalog.Snapshot;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.library.task.Payloads.DropSnapshot;
import io.staithe.library.task.Payloads.Snap;
import io.staithe.queue.Atomically;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import java.util.List;
import reactor.core.publisher.Mono;

/** Makes and drops snapshots of repositories. */
public final class SnapshotTasks {
    private final Registry registry;
    private final Ledger ledger;
    private final Atomically atomically;

    /** Tasks on these tables. */
    public SnapshotTasks(Registry registry, Ledger ledger, Atomically atomically) {
        this.registry = registry;
        this.ledger = ledger;
        this.atomically = atomically;
    }

    /** Names the present revision, in constant time; a living snapshot of the name is {@code SNAPSHOT_EXISTS}. */
    public Mono<Void> create(Task task) {
        Snap snap = TaskJson.read(task.payload(), Snap.class);
        Mono<List<Settlement>> made = registry.createSnapshot(
                        snap.target().repository(), snap.name(), snap.description())
                .switchIfEmpty(Mono.error(() -> exists(snap.name())))
                .flatMap(snapshot -> announce("snapshot.created", task, snapshot)
                        .thenReturn(List.of(Settlement.succeeded(task, TaskJson.write(Told.of(snapshot)), ""))));
        return atomically.settle(made).then();
    }

    /** Makes the snapshot a tombstone, unless it is published. */
    public Mono<Void> drop(Task task) {
        DropSnapshot drop = TaskJson.read(task.payload(), DropSnapshot.class);
        Mono<List<Settlement>> dropped = registry.lockSnapshot(drop.name())
                .switchIfEmpty(Mono.error(() -> unknown(drop.name())))
                .flatMap(snapshot -> drop(task, snapshot));
        return atomically.settle(dropped).then();
    }

    private Mono<List<Settlement>> drop(Task task, Snapshot snapshot) {
        return registry.snapshotUses(snapshot.id())
                .filter(uses -> uses.publications() == 0)
                .switchIfEmpty(Mono.error(
                        () -> new Refused(CatalogFault.SNAPSHOT_PUBLISHED, "unable to drop: snapshot is published")))
                .then(registry.dropSnapshot(snapshot.id()))
                .then(announce("snapshot.dropped", task, snapshot))
                .thenReturn(List.of(Settlement.succeeded(task, "{}", "")));
    }

    private Mono<Void> announce(String kind, Task task, Snapshot snapshot) {
        Event event = new Event(
                kind,
                "snapshot/" + snapshot.name(),
                TaskJson.write(new Noted(
                        snapshot.name(),
                        snapshot.repository().value(),
                        snapshot.revision(),
                        task.id().value())));
        return ledger.announce(List.of(event));
    }

    /** The refusal of a snapshot that is not there. */
    public static Refused unknown(String name) {
        return new Refused(CatalogFault.UNKNOWN_SNAPSHOT, "snapshot with name " + Fault.bounded(name) + " not found");
    }

    private static Refused exists(String name) {
        return new Refused(
                CatalogFault.SNAPSHOT_EXISTS, "snapshot with name " + Fault.bounded(name) + " already exists");
    }

    /** A snapshot as the task's value has it. */
    private record Told(String name, String description, String sourceKind, String createdAt) {
        static Told of(Snapshot snapshot) {
            return new Told(
                    snapshot.name(),
                    snapshot.description(),
                    snapshot.sourceKind(),
                    snapshot.createdAt().toString());
        }
    }

    /** What an event tells. */
    private record Noted(String snapshot, long repository, long revision, long task) {}
}
