package io.staithe.library;

import io.staithe.access.Caller;
import io.staithe.catalog.Catalog;
import io.staithe.deb.PackageKey;
import io.staithe.library.addition.Acceptance;
import io.staithe.library.addition.AdditionValue;
import io.staithe.library.addition.Source;
import io.staithe.library.task.Lanes;
import io.staithe.library.task.Payloads.Add;
import io.staithe.library.task.Payloads.Put;
import io.staithe.library.task.Payloads.Remove;
import io.staithe.library.task.Payloads.Target;
import io.staithe.library.task.RepositoryChanges;
import io.staithe.library.task.Request;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.queue.Tasks;
import java.util.List;
import reactor.core.publisher.Mono;

/** Use cases that change what is in a repository; each emits the accepted task. */
public final class Members {
    /** The task kinds. */
    public static final String ADD = "package.add";

    public static final String PUT = "package.put";
    public static final String REMOVE = "package.remove";

    private final Catalog catalog;
    private final Tasks tasks;
    private final Acceptance acceptance;

    /** Use cases on a catalogue. */
    public Members(Catalog catalog, Tasks tasks, Acceptance acceptance) {
        this.catalog = catalog;
        this.tasks = tasks;
        this.acceptance = acceptance;
    }

    /**
     * Adds what an upload directory holds now, or one file of it. The names and digests are fixed at acceptance. The
     * task succeeds even where every file is refused; its value is an {@link AdditionValue} as JSON; a missing directory or
     * file is a warning. An unknown repository is {@code UNKNOWN_REPOSITORY}, at once.
     *
     * @param source the directory, and the one file or null for all of it
     */
    public Mono<Task> add(Caller caller, String repository, Source source, Addition how, Listing listing) {
        return target(catalog, repository).flatMap(target -> add(caller, target, source, how, listing));
    }

    /** The same for a repository that was looked up; where it is dropped since, the task fails. */
    public Mono<Task> add(Caller caller, Target target, Source source, Addition how, Listing listing) {
        return addition(target, source, how)
                .asked(caller, listing)
                .flatMap(task -> tasks.admitted(acceptance.accept(task, source)));
    }

    /** The request that adds what a source holds, all of it or one file, as {@link #add} has it. */
    public static Request addition(Target target, Source source, Addition how) {
        Add payload =
                new Add(target, source.directory(), source.file(), false, how.keepsFiles(), how.replacesConflicts());
        String what = source.file() == null ? "Add packages" : "Add package " + source.file();
        String title = what + " from dir " + source.directory() + " to repo " + target.name();
        return new Request(ADD, payload, title, List.of(Lanes.repository(target.repository())));
    }

    /**
     * Puts packages in that the catalogue knows, by key; those that are there already are fine. An unknown key fails the
     * task with {@code UNKNOWN_PACKAGE}, other bytes in the place of one with {@code PACKAGE_DIFFERS}, and nothing is
     * changed. The task's value is the repository as {@link Repositories} tells it.
     */
    public Mono<Task> put(Caller caller, String repository, List<PackageKey> keys, Listing listing) {
        return target(catalog, repository)
                .map(target -> putting(target, keys))
                .flatMap(request -> request.submit(tasks, caller, listing));
    }

    private static Request putting(Target target, List<PackageKey> keys) {
        Put payload = new Put(target, keys.stream().map(PackageKey::toString).toList());
        String title = "Add packages to repo " + target.name();
        return new Request(PUT, payload, title, List.of(Lanes.repository(target.repository())));
    }

    /**
     * Removes packages by key; known ones that are not in the repository are ignored, an unknown key fails the task
     * with {@code UNKNOWN_PACKAGE}. The task's value is the repository as {@link Repositories} tells it.
     */
    public Mono<Task> remove(Caller caller, String repository, List<PackageKey> keys, Listing listing) {
        return target(catalog, repository)
                .map(target -> removal(target, keys))
                .flatMap(request -> request.submit(tasks, caller, listing));
    }

    private static Request removal(Target target, List<PackageKey> keys) {
        Remove payload =
                new Remove(target, keys.stream().map(PackageKey::toString).toList());
        String title = "Delete packages from repo " + target.name();
        return new Request(REMOVE, payload, title, List.of(Lanes.repository(target.repository())));
    }

    /** The living repository of a name, as tasks refer to it; {@code UNKNOWN_REPOSITORY} where there is none. */
    public static Mono<Target> target(Catalog catalog, String name) {
        return catalog.repository(name)
                .map(Target::of)
                .switchIfEmpty(Mono.error(() -> RepositoryChanges.unknown(name)));
    }

    /**
     * How to add.
     *
     * @param keepsFiles whether the upload directory keeps what was added
     * @param replacesConflicts whether other bytes of the same name, version and architecture are removed first
     */
    public record Addition(boolean keepsFiles, boolean replacesConflicts) {}
}
