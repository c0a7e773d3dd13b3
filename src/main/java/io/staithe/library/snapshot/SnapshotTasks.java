package io.staithe.library.snapshot;

import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.Ledger;
import io.staithe.catalog.Ledger.Event;
import io.staithe.catalog.Repository;
import io.staithe.catalog.Slot;
import io.staithe.catalog.Snapshot;
import io.staithe.catalog.snapshot.SnapshotRegistry;
import io.staithe.catalog.snapshot.SnapshotRegistry.Amendment;
import io.staithe.catalog.snapshot.SnapshotRegistry.Contents;
import io.staithe.catalog.snapshot.SnapshotRegistry.Draft;
import io.staithe.catalog.snapshot.SnapshotRegistry.Source;
import io.staithe.catalog.snapshot.SnapshotRegistry.Uses;
import io.staithe.deb.PackageKey;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.library.snapshot.SnapshotPayloads.Compose;
import io.staithe.library.snapshot.SnapshotPayloads.DropSnapshot;
import io.staithe.library.snapshot.SnapshotPayloads.EditSnapshot;
import io.staithe.library.snapshot.SnapshotPayloads.Merge;
import io.staithe.library.snapshot.SnapshotPayloads.Snap;
import io.staithe.library.task.TaskJson;
import io.staithe.queue.Atomically;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Makes, edits and drops snapshots. Of tasks that want one name, one makes it and the others are refused. */
public final class SnapshotTasks {
    private static final String LOCAL = "local";
    private static final String SNAPSHOT = "snapshot";

    private final SnapshotRegistry registry;
    private final Ledger ledger;
    private final Atomically atomically;

    /** Tasks on these tables. */
    public SnapshotTasks(SnapshotRegistry registry, Ledger ledger, Atomically atomically) {
        this.registry = registry;
        this.ledger = ledger;
        this.atomically = atomically;
    }

    /** Names the present revision of a repository, in constant time. */
    public Mono<Void> create(Task task) {
        Snap snap = TaskJson.read(task.payload(), Snap.class);
        Draft draft = new Draft(snap.name(), snap.description(), LOCAL, List.of());
        return settle(registry.present(snap.target().repository()).flatMap(contents -> named(task, draft, contents)));
    }

    /** Makes a list of what snapshots hold, with chosen packages on top. */
    public Mono<Void> compose(Task task) {
        Compose compose = TaskJson.read(task.payload(), Compose.class);
        return settle(Mono.fromCallable(() -> new Amendment(List.of(), keys(compose.packages())))
                .flatMap(amendment -> registry.share(compose.sources())
                        .flatMap(shared -> registry.amend(shared, amendment)
                                .flatMap(contents -> named(task, draft(compose, shared), contents)))));
    }

    private static Draft draft(Compose compose, List<Snapshot> shared) {
        return new Draft(compose.name(), compose.description(), SNAPSHOT, shared);
    }

    /**
     * Makes a list of what the first of some snapshots holds, amended, and settles a task of another kind with it.
     *
     * @param sources the snapshots that it is made from, locked together
     * @param draft how it is to be named, of the locked snapshots
     */
    public Mono<Void> amended(
            Task task, List<Source> sources, Amendment amendment, Function<List<Snapshot>, Draft> draft) {
        return settle(registry.share(sources)
                .flatMap(shared -> registry.amend(shared.subList(0, 1), amendment)
                        .flatMap(contents -> named(task, draft.apply(shared), contents))));
    }

    /** Makes a list of what snapshots hold together. */
    public Mono<Void> merge(Task task) {
        Merge merge = TaskJson.read(task.payload(), Merge.class);
        return settle(registry.share(merge.sources())
                .flatMap(shared -> registry.merge(shared, merge.merging())
                        .flatMap(contents -> named(task, draft(merge, shared), contents))));
    }

    private static Draft draft(Merge merge, List<Snapshot> shared) {
        List<String> names = shared.stream().map(Snapshot::name).toList();
        return new Draft(merge.name(), "Merged from sources: '" + String.join("', '", names) + "'", SNAPSHOT, shared);
    }

    /** Gives a snapshot another name or description; its own name is as taken as any other. */
    public Mono<Void> edit(Task task) {
        EditSnapshot edit = TaskJson.read(task.payload(), EditSnapshot.class);
        return settle(locked(edit.snapshot()).flatMap(before -> edited(task, edit, before)));
    }

    private Mono<List<Settlement>> edited(Task task, EditSnapshot edit, Snapshot before) {
        if (edit.name().equals(before.name())) {
            return Mono.error(taken(before.name()));
        }
        String name = edit.name().isEmpty() ? before.name() : edit.name();
        String description = edit.description().isEmpty() ? before.description() : edit.description();
        return registry.describe(before.id(), name, description).flatMap(after -> told("snapshot.edited", task, after));
    }

    /** Makes a snapshot a tombstone, unless it is published or, unforced, others were made from it. */
    public Mono<Void> drop(Task task) {
        DropSnapshot drop = TaskJson.read(task.payload(), DropSnapshot.class);
        return settle(locked(drop.snapshot())
                .flatMap(snapshot -> registry.uses(snapshot.id())
                        .flatMap(uses -> refusal(uses, drop.forced()))
                        .then(registry.drop(snapshot.id()))
                        .then(announce("snapshot.dropped", task, snapshot))
                        .thenReturn(List.of(Settlement.succeeded(task, "{}", "")))));
    }

    private static Mono<Void> refusal(Uses uses, boolean forced) {
        if (uses.publications() > 0) {
            return Mono.error(new Refused(CatalogFault.SNAPSHOT_PUBLISHED, "unable to drop: snapshot is published"));
        }
        if (uses.snapshots() > 0 && !forced) {
            return Mono.error(new Refused(
                    CatalogFault.SNAPSHOT_IS_SOURCE,
                    "won't delete snapshot that was used as source for other snapshots, use ?force=1 to override"));
        }
        return Mono.empty();
    }

    private Mono<Void> settle(Mono<List<Settlement>> change) {
        return atomically.settle(change).then();
    }

    private Mono<Snapshot> locked(Source source) {
        return registry.lock(source.id()).switchIfEmpty(Mono.error(() -> unknown(source.name())));
    }

    private Mono<List<Settlement>> named(Task task, Draft draft, Contents contents) {
        return registry.create(draft, contents)
                .switchIfEmpty(Mono.error(() -> exists(draft.name())))
                .flatMap(snapshot -> told("snapshot.created", task, snapshot));
    }

    private Mono<List<Settlement>> told(String event, Task task, Snapshot snapshot) {
        return announce(event, task, snapshot)
                .thenReturn(List.of(Settlement.succeeded(task, TaskJson.write(Told.of(snapshot)), "")));
    }

    private Mono<Void> announce(String kind, Task task, Snapshot snapshot) {
        Event event = new Event(
                kind,
                "snapshot/" + snapshot.name(),
                TaskJson.write(new Noted(
                        snapshot.name(), task.id().value(), task.caller().name(), task.correlation())));
        return ledger.announce(List.of(event));
    }

    /** What is no key is a key that nobody knows. Two that want one slot are refused. */
    private static Collection<PackageKey> keys(List<String> texts) {
        Map<Slot, PackageKey> slots = new HashMap<>();
        for (String text : texts) {
            PackageKey key = key(text);
            PackageKey other = slots.putIfAbsent(Slot.of(key), key);
            if (other != null && !other.equals(key)) {
                throw new Refused(
                        CatalogFault.PACKAGE_DIFFERS,
                        "package already exists and is different: " + key.name() + "_" + key.version() + "_"
                                + key.architecture());
            }
        }
        return slots.values();
    }

    private static PackageKey key(String text) {
        try {
            return PackageKey.parse(text);
        } catch (Refused none) {
            throw new Refused(CatalogFault.UNKNOWN_PACKAGE, "package " + Fault.bounded(text) + ": key not found");
        }
    }

    /** What a snapshot of a repository says of itself where nothing was said. */
    public static String described(Repository repository) {
        String comment = repository.comment().isEmpty() ? "" : ": " + repository.comment();
        return "Snapshot from local repo [" + repository.name() + "]" + comment;
    }

    /** The refusal of a snapshot that is not there. */
    public static Refused unknown(String name) {
        return new Refused(CatalogFault.UNKNOWN_SNAPSHOT, "snapshot with name " + Fault.bounded(name) + " not found");
    }

    /** The refusal of a new name that a living snapshot has. */
    public static Refused taken(String name) {
        return new Refused(
                CatalogFault.SNAPSHOT_NAME_TAKEN,
                "unable to rename: snapshot " + Fault.bounded(name) + " already exists");
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
    private record Noted(String snapshot, long task, String caller, String correlation) {}
}
