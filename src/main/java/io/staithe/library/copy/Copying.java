package io.staithe.library.copy;

import io.staithe.catalog.Catalog;
import io.staithe.catalog.Repository;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.search.Found;
import io.staithe.catalog.search.Resolution;
import io.staithe.catalog.search.Standing;
import io.staithe.deb.PackageKey;
import io.staithe.deb.query.PackageQuery;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.library.PackageLists;
import io.staithe.library.PackageLists.Wish;
import io.staithe.library.copy.CopyPayloads.Copy;
import io.staithe.library.task.Payloads.Target;
import io.staithe.library.task.Placements;
import io.staithe.library.task.RepositoryChanges;
import io.staithe.library.task.TaskJson;
import io.staithe.queue.Atomically;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * Copies packages between repositories. What is copied is found before the transaction that changes the destination, in
 * the revision of the origin that the task pins; the task's lanes keep both from changing meanwhile.
 */
public final class Copying {
    private static final String UNSAVED = "Changes not saved, as dry run has been requested";

    private final Catalog catalog;
    private final PackageLists lists;
    private final RepositoryChanges changes;
    private final Placements placements;
    private final Atomically atomically;

    /** Copies through these. */
    public Copying(
            Catalog catalog,
            PackageLists lists,
            RepositoryChanges changes,
            Placements placements,
            Atomically atomically) {
        this.catalog = catalog;
        this.lists = lists;
        this.changes = changes;
        this.placements = placements;
        this.atomically = atomically;
    }

    /** Performs one task. */
    public Mono<Void> copy(Task task) {
        Copy copy = TaskJson.read(task.payload(), Copy.class);
        return Mono.fromCallable(() -> query(copy))
                .flatMap(query -> pinned(task, copy.origin())
                        .zipWith(present(copy.destination()))
                        .flatMap(both -> found(copy, query, Standing.of(both.getT1()), Standing.of(both.getT2()))))
                .flatMap(keys -> settled(task, copy, keys));
    }

    private static PackageQuery query(Copy copy) {
        try {
            return PackageQuery.parse(copy.query());
        } catch (Refused broken) {
            throw new Refused(
                    CopyFault.BAD_COPY_QUERY,
                    "unable to parse query '" + Fault.bounded(copy.query()) + "': " + broken.getMessage());
        }
    }

    private Mono<Repository> pinned(Task task, Target origin) {
        return catalog.pin(task.id().value(), origin.repository())
                .switchIfEmpty(Mono.error(() -> RepositoryChanges.unknown(origin.name())));
    }

    private Mono<Repository> present(Target target) {
        RepositoryId id = target.repository();
        return catalog.repository(id).switchIfEmpty(Mono.error(() -> RepositoryChanges.unknown(target.name())));
    }

    private Mono<List<PackageKey>> found(Copy copy, PackageQuery query, Standing origin, Standing destination) {
        Wish wish = new Wish(query, copy.how().withDependencies(), false);
        Mono<List<String>> architectures =
                wish.withDependencies() ? lists.architectures(List.of(destination), List.of()) : Mono.just(List.of());
        return architectures
                .flatMap(chosen -> lists.pulled(origin, wish, destination, chosen))
                .map(Resolution::packages)
                .filter(packages -> !packages.isEmpty())
                .switchIfEmpty(Mono.error(() -> new Refused(
                        CopyFault.NOTHING_TO_COPY,
                        "no package found for filter: '" + Fault.bounded(copy.query()) + "'")))
                .map(packages -> packages.stream().map(Found::key).toList());
    }

    private Mono<Void> settled(Task task, Copy copy, List<PackageKey> keys) {
        Settlement told = told(task, copy, keys);
        return copy.how().preview()
                ? atomically.settle(Mono.just(List.of(told))).then()
                : placements.asking(changes.change(
                        copy.destination(),
                        opened -> placements.put(opened, task, keys).thenReturn(List.of(told))));
    }

    private static Settlement told(Task task, Copy copy, List<PackageKey> keys) {
        List<String> added = keys.stream()
                .map(key -> "added " + key.name() + "-" + key.version() + "(" + key.architecture() + ")")
                .toList();
        List<String> warnings = copy.how().preview() ? List.of(UNSAVED) : List.of();
        String output = Stream.concat(added.stream(), warnings.stream())
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        return Settlement.succeeded(task, TaskJson.write(new Told(added, warnings)), output);
    }

    /** The value of the task. */
    private record Told(List<String> added, List<String> warnings) {}
}
