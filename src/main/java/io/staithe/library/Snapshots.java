package io.staithe.library;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.access.Role;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.Repository;
import io.staithe.catalog.Snapshot;
import io.staithe.catalog.snapshot.Merging;
import io.staithe.catalog.snapshot.SnapshotCatalog;
import io.staithe.catalog.snapshot.SnapshotCatalog.Counted;
import io.staithe.catalog.snapshot.SnapshotCatalog.Derivation;
import io.staithe.catalog.snapshot.SnapshotRegistry.Source;
import io.staithe.deb.PackageKey;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.library.snapshot.Difference;
import io.staithe.library.snapshot.SnapshotPayloads.Compose;
import io.staithe.library.snapshot.SnapshotPayloads.DropSnapshot;
import io.staithe.library.snapshot.SnapshotPayloads.EditSnapshot;
import io.staithe.library.snapshot.SnapshotPayloads.Merge;
import io.staithe.library.snapshot.SnapshotPayloads.Snap;
import io.staithe.library.snapshot.SnapshotTasks;
import io.staithe.library.task.Lanes;
import io.staithe.library.task.Payloads.Target;
import io.staithe.library.task.RepositoryChanges;
import io.staithe.library.task.Request;
import io.staithe.queue.Lane;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.queue.Tasks;
import java.util.List;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Use cases of snapshots. Those that change something emit the accepted task; its value is the snapshot as JSON:
 * {@code name description sourceKind createdAt}. A taken name fails the task with {@code SNAPSHOT_EXISTS}; of snapshots
 * that are read, unknown ones are refused before acceptance, and what was accepted before is done before.
 */
public final class Snapshots {
    /** The task kinds. */
    public static final String CREATE = "snapshot.create";

    public static final String COMPOSE = "snapshot.compose";
    public static final String MERGE = "snapshot.merge";
    public static final String EDIT = "snapshot.edit";
    public static final String DROP = "snapshot.drop";

    private static final int MAX_NAME_CHARACTERS = 255;

    private final Catalog catalog;
    private final SnapshotCatalog snapshots;
    private final Tasks tasks;
    private final Sight sight;

    /** Use cases on a catalogue. */
    public Snapshots(Catalog catalog, SnapshotCatalog snapshots, Tasks tasks, Sight sight) {
        this.catalog = catalog;
        this.snapshots = snapshots;
        this.tasks = tasks;
        this.sight = sight;
    }

    /** The living snapshots that the caller may read, by name, with how much is in them. */
    public Flux<Counted> list(Caller caller) {
        return snapshots
                .counted()
                .filter(counted -> caller.may(read(counted.snapshot().name())));
    }

    /** What the living snapshots were made from, where the caller may read both, in no order. */
    public Flux<Derivation> derivations(Caller caller) {
        return snapshots
                .derivations()
                .filter(made -> caller.may(read(made.snapshot())) && caller.may(read(made.source())));
    }

    private static Need read(String name) {
        return Need.some(Role.READ, name);
    }

    private static Need manage(String name) {
        return Need.whole(Role.MANAGE, name);
    }

    /** A snapshot by name; {@code UNKNOWN_SNAPSHOT} where there is none. */
    public Mono<Snapshot> show(Caller caller, String name) {
        return caller.required(read(name))
                .then(snapshots.snapshot(name))
                .switchIfEmpty(Mono.error(() -> SnapshotTasks.unknown(name)));
    }

    /**
     * How two snapshots differ, by name of the package in byte order; empty where they hold the same. Either one
     * unknown is {@code UNKNOWN_SNAPSHOT}.
     */
    public Flux<Difference> differences(Caller caller, String left, String right) {
        return caller.required(read(left), read(right))
                .then(Mono.zip(show(caller, left), show(caller, right)))
                .flatMapMany(both -> Difference.between(snapshots, both.getT1(), both.getT2()));
    }

    /**
     * Names the present revision of a repository, once every change accepted before is in it.
     *
     * @param description empty where the repository's own words are meant
     */
    public Mono<Task> create(Caller caller, String repository, String name, String description, Listing listing) {
        return caller.required(read(repository), manage(name))
                .then(catalog.repository(repository))
                .switchIfEmpty(Mono.error(() -> RepositoryChanges.unknown(repository)))
                .map(found -> creation(found, checked(name), description))
                .flatMap(request -> request.submit(tasks, caller, listing));
    }

    private static Request creation(Repository repository, String name, String description) {
        String words = description.isEmpty() ? SnapshotTasks.described(repository) : description;
        List<Lane> changes = List.of(Lanes.repository(repository.id()), Lanes.snapshot(name));
        return new Request(
                CREATE,
                new Snap(Target.of(repository), name, words),
                "Create snapshot " + name + " of repo " + repository.name(),
                changes);
    }

    /**
     * Makes a snapshot of what others hold (of one name and architecture, the last one's) with chosen packages on top.
     * An unknown package fails the task with {@code UNKNOWN_PACKAGE}.
     */
    public Mono<Task> compose(Caller caller, Composition wanted, Listing listing) {
        return caller.required(making(wanted.name(), wanted.sources()))
                .then(sight.required(caller, wanted.keys()))
                .then(sources(wanted.sources()))
                .map(sources -> composition(wanted, checked(wanted.name()), sources))
                .flatMap(request -> request.submit(tasks, caller, listing));
    }

    private static Request composition(Composition wanted, String name, List<Source> sources) {
        boolean isEmpty = sources.isEmpty() && wanted.packages().isEmpty();
        String words = wanted.description().isEmpty() && isEmpty ? "Created as empty" : wanted.description();
        return new Request(
                COMPOSE,
                new Compose(name, words, sources, wanted.packages()),
                "Create snapshot " + name,
                lanes(name, sources));
    }

    /** Makes a snapshot of what others hold together; without any it is {@code NO_SOURCE_SNAPSHOTS}, at once. */
    public Mono<Task> merge(Caller caller, String name, List<String> names, Merging merging, Listing listing) {
        if (names.isEmpty()) {
            return Mono.error(new Refused(CatalogFault.NO_SOURCE_SNAPSHOTS, "minimum one source snapshot is required"));
        }
        return caller.required(making(name, names))
                .then(sources(names))
                .map(sources -> new Request(
                        MERGE,
                        new Merge(checked(name), sources, merging),
                        "Merge snapshots " + String.join(", ", names) + " into " + name,
                        lanes(name, sources)))
                .flatMap(request -> request.submit(tasks, caller, listing));
    }

    /**
     * Gives a snapshot another name or description. The name of another snapshot is refused before acceptance, its own
     * fails the task, both with {@code SNAPSHOT_NAME_TAKEN}.
     *
     * @param wanted the name; empty keeps
     * @param description empty keeps
     */
    public Mono<Task> edit(Caller caller, String name, String wanted, String description, Listing listing) {
        return caller.required(manage(name), manage(wanted.isEmpty() ? name : wanted))
                .then(source(name))
                .delayUntil(source -> free(name, wanted))
                .map(source -> editing(source, wanted.isEmpty() ? "" : checked(wanted), description))
                .flatMap(request -> request.submit(tasks, caller, listing));
    }

    private Mono<Snapshot> free(String name, String wanted) {
        if (wanted.isEmpty() || wanted.equals(name)) {
            return Mono.empty();
        }
        return snapshots.snapshot(wanted).flatMap(taken -> Mono.error(SnapshotTasks.taken(wanted)));
    }

    private static Request editing(Source source, String wanted, String description) {
        List<Lane> changes = Stream.of(source.name(), wanted.isEmpty() ? source.name() : wanted)
                .distinct()
                .map(Lanes::snapshot)
                .toList();
        EditSnapshot payload = new EditSnapshot(source, wanted, description);
        return new Request(EDIT, payload, "Update snapshot " + source.name(), changes);
    }

    /** Drops a snapshot; a published one, or unforced one that others were made from, fails the task. */
    public Mono<Task> drop(Caller caller, String name, Force force, Listing listing) {
        return caller.required(manage(name))
                .then(source(name))
                .map(source -> new Request(
                        DROP,
                        new DropSnapshot(source, force == Force.YES),
                        "Delete snapshot " + name,
                        List.of(Lanes.snapshot(name))))
                .flatMap(request -> request.submit(tasks, caller, listing));
    }

    /** What it takes to make a snapshot of others. */
    private static List<Need> making(String name, List<String> sources) {
        return Stream.concat(Stream.of(manage(name)), sources.stream().map(Snapshots::read))
                .toList();
    }

    private Mono<List<Source>> sources(List<String> names) {
        return Flux.fromIterable(names).concatMap(this::source).collectList();
    }

    private Mono<Source> source(String name) {
        return snapshots
                .snapshot(name)
                .map(found -> new Source(found.id(), found.name()))
                .switchIfEmpty(Mono.error(() -> SnapshotTasks.unknown(name)));
    }

    /** That of the new name, its home, and those of what is read. */
    private static List<Lane> lanes(String name, List<Source> sources) {
        return Stream.concat(Stream.of(name), sources.stream().map(Source::name))
                .distinct()
                .map(Lanes::snapshot)
                .toList();
    }

    /** Refuses what cannot be the name of a snapshot. */
    public static String checked(String name) {
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

    /**
     * A snapshot to be made of others and of chosen packages.
     *
     * @param sources names of snapshots, the later one replacing
     * @param packages keys
     */
    public record Composition(String name, String description, List<String> sources, List<String> packages) {
        /** Copies the lists. */
        public Composition {
            sources = List.copyOf(sources);
            packages = List.copyOf(packages);
        }

        /** The keys that are ones; what is none fails the task. */
        private List<PackageKey> keys() {
            return packages.stream()
                    .flatMap(text -> PackageKey.find(text).stream())
                    .toList();
        }
    }
}
