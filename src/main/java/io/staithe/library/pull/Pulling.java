package io.staithe.library.pull;

import io.staithe.catalog.Snapshot;
import io.staithe.catalog.search.Found;
import io.staithe.catalog.search.Resolution;
import io.staithe.catalog.search.Standing;
import io.staithe.catalog.snapshot.SnapshotRegistry;
import io.staithe.catalog.snapshot.SnapshotRegistry.Amendment;
import io.staithe.catalog.snapshot.SnapshotRegistry.Draft;
import io.staithe.deb.PackageKey;
import io.staithe.deb.query.Condition;
import io.staithe.deb.query.PackageQuery;
import io.staithe.library.PackageLists;
import io.staithe.library.PackageLists.Wish;
import io.staithe.library.snapshot.SnapshotTasks;
import io.staithe.library.task.TaskJson;
import io.staithe.queue.Atomically;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * Pulls packages from one snapshot into another. What is pulled is found before the transaction that makes the
 * snapshot, as neither snapshot can change; both are locked in it, so that what they root is there.
 */
public final class Pulling {
    private final SnapshotRegistry registry;
    private final PackageLists lists;
    private final SnapshotTasks tasks;
    private final Atomically atomically;

    /** Pulls through these. */
    public Pulling(SnapshotRegistry registry, PackageLists lists, SnapshotTasks tasks, Atomically atomically) {
        this.registry = registry;
        this.lists = lists;
        this.tasks = tasks;
        this.atomically = atomically;
    }

    /** Makes the snapshot. */
    public Mono<Void> pull(Task task) {
        Pull pull = TaskJson.read(task.payload(), Pull.class);
        return change(pull)
                .flatMap(change -> tasks.amended(
                        task, List.of(pull.target(), pull.source()), change.amend(), shared -> draft(pull, shared)));
    }

    /** Tells what a pull would change. */
    public Mono<Void> preview(Task task) {
        Pull pull = TaskJson.read(task.payload(), Pull.class);
        return change(pull)
                .map(change -> TaskJson.write(new Told(texts(change.added()), texts(change.removed()))))
                .flatMap(value -> atomically.settle(Mono.just(List.of(Settlement.succeeded(task, value, "")))))
                .then();
    }

    private static Draft draft(Pull pull, List<Snapshot> shared) {
        String description = "Pulled into '" + pull.target().name() + "' with '"
                + pull.source().name() + "' as source, pull request was: '" + String.join(", ", pull.queries()) + "'";
        return new Draft(pull.name(), description, "snapshot", shared);
    }

    private Mono<Change> change(Pull pull) {
        return atomically
                .transact(registry.share(List.of(pull.target(), pull.source())))
                .flatMap(both -> change(pull, Standing.of(both.get(0)), Standing.of(both.get(1))));
    }

    private Mono<Change> change(Pull pull, Standing target, Standing source) {
        return lists.architectures(List.of(target), pull.architectures())
                .flatMap(architectures -> pulled(pull, target, source, architectures))
                .flatMap(resolution -> change(pull, target, resolution.packages()));
    }

    private Mono<Resolution> pulled(Pull pull, Standing target, Standing source, List<String> architectures) {
        if (pull.queries().isEmpty()) {
            return Mono.just(new Resolution(List.of(), List.of()));
        }
        PackageQuery wanted = new PackageQuery.Or(
                pull.queries().stream().map(PackageQuery::parse).toList());
        PackageQuery fitting = wanted.and(
                new PackageQuery.Or(architectures.stream().map(Pulling::isFor).toList()));
        Wish wish = new Wish(fitting, !pull.how().alone(), !pull.how().allMatches());
        return lists.pulled(source, wish, target, architectures);
    }

    private static PackageQuery isFor(String architecture) {
        return new PackageQuery.Field(PackageQuery.Field.ARCHITECTURE, Condition.equal(architecture));
    }

    private Mono<Change> change(Pull pull, Standing target, List<Found> pulled) {
        return lists.named(
                        target,
                        pulled.stream()
                                .map(found -> found.key().name().value())
                                .distinct()
                                .toList())
                .collectList()
                .map(present -> Change.of(pulled, present, pull.how().keeping()));
    }

    private static List<String> texts(List<PackageKey> keys) {
        return keys.stream()
                .map(key -> key.name() + "_" + key.version() + "_" + key.architecture())
                .toList();
    }

    /** What a pull does to its target, in the order in which packages were found. */
    private record Change(List<PackageKey> added, List<PackageKey> removed) {
        static Change of(List<Found> pulled, List<Found> present, boolean keeping) {
            Set<PackageKey> wanted = new HashSet<>();
            Set<String> replaced = new HashSet<>();
            pulled.forEach(found -> {
                wanted.add(found.key());
                replaced.add(place(found.key()));
            });
            Set<PackageKey> there = new HashSet<>();
            List<PackageKey> removed = new ArrayList<>();
            present.forEach(found -> {
                there.add(found.key());
                if (!keeping && replaced.contains(place(found.key())) && !wanted.contains(found.key())) {
                    removed.add(found.key());
                }
            });
            List<PackageKey> added = pulled.stream()
                    .map(Found::key)
                    .filter(key -> !there.contains(key))
                    .toList();
            return new Change(added, removed);
        }

        private static String place(PackageKey key) {
            return key.name() + "_" + key.architecture();
        }

        Amendment amend() {
            return new Amendment(removed, added);
        }
    }

    /** What a preview tells. */
    private record Told(List<String> added, List<String> removed) {}
}
