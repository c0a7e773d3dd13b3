package io.staithe.library;

import io.staithe.access.Caller;
import io.staithe.access.Role;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.Repository;
import io.staithe.deb.PackageKey;
import io.staithe.fault.Fault;
import io.staithe.intake.IntakeFault;
import io.staithe.intake.UploadStore.NewFile;
import io.staithe.intake.UploadedFile;
import io.staithe.library.addition.Acceptance;
import io.staithe.library.addition.AcceptedFile;
import io.staithe.library.addition.AdditionValue;
import io.staithe.library.addition.Entrance;
import io.staithe.library.addition.Source;
import io.staithe.library.addition.Vetting;
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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Use cases that change what is in a repository; each emits the accepted task. */
public final class Members {
    /** The task kinds. */
    public static final String ADD = "package.add";

    public static final String PUT = "package.put";
    public static final String REMOVE = "package.remove";

    private static final int REMEMBERED = 10_000;

    private final Catalog catalog;
    private final Tasks tasks;
    private final Acceptance acceptance;
    private final Scope scope;
    /** What was looked up last by name: guesses. */
    private final Map<String, Target> targets = new ConcurrentHashMap<>();

    /** Use cases on a catalogue. */
    public Members(Catalog catalog, Tasks tasks, Acceptance acceptance, Scope scope) {
        this.catalog = catalog;
        this.tasks = tasks;
        this.acceptance = acceptance;
        this.scope = scope;
    }

    /**
     * Adds what an upload directory holds now, or one file of it. The names and digests are fixed at acceptance. The
     * task succeeds even where every file is refused; its value is an {@link AdditionValue} as JSON; a missing
     * directory or file is a warning. An unknown repository is {@code UNKNOWN_REPOSITORY}, at once. It takes
     * {@code upload} for each package, {@code manage} where it replaces: one that the caller may not add is a refusal
     * of the whole call.
     *
     * @param source the directory, and the one file or null for all of it
     */
    public Mono<Task> add(Caller caller, String repository, Source source, Addition how, Listing listing) {
        return caller.required(how.entrance(repository).some())
                .then(Mono.defer(() -> guessed(caller, repository, source, how, listing)))
                .switchIfEmpty(Mono.defer(() -> repository(catalog, repository)
                        .doOnNext(this::remember)
                        .flatMap(found -> add(caller, found, source, how, listing))));
    }

    /**
     * Adds to the repository that had the name when it was looked up last; the acceptance proves it. Empty where it is
     * another by now, where none was looked up, and where the caller may not add whatever comes.
     */
    private Mono<Task> guessed(Caller caller, String repository, Source source, Addition how, Listing listing) {
        Target guess = how.entrance(repository).isOpenTo(caller) ? targets.get(repository) : null;
        return guess == null
                ? Mono.empty()
                : addition(guess, source, how)
                        .asked(caller, listing)
                        .flatMap(task -> tasks.admitted(acceptance.acceptIfStill(guess, task, source)));
    }

    private void remember(Repository found) {
        if (targets.size() >= REMEMBERED) {
            targets.clear();
        }
        targets.put(found.name(), Target.of(found));
    }

    /** The same for a repository that was looked up; where it is dropped since, the task fails. */
    public Mono<Task> add(Caller caller, Repository found, Source source, Addition how, Listing listing) {
        return how.entrance(found.name()).isOpenTo(caller)
                ? addition(Target.of(found), source, how)
                        .asked(caller, listing)
                        .flatMap(task -> tasks.admitted(acceptance.accept(task, source)))
                : vetted(caller, found, source, how, listing);
    }

    /**
     * Records a file that just came and accepts its addition, as {@link Acceptance#acceptNew} does. Empty, and nothing
     * is recorded, where it takes more: where the caller is asked for what the file holds, where policies are, where
     * its bytes are known, or where the repository is not what was looked up.
     */
    public Mono<Acceptance.Arrived> add(Caller caller, Repository found, Source source, NewFile file, Addition how) {
        Target target = Target.of(found);
        return how.entrance(found.name()).isOpenTo(caller) && found.policies().isEmpty()
                ? addition(target, source, how)
                        .asked(caller, Listing.LISTED)
                        .flatMap(task -> tasks.admitted(acceptance.acceptNew(target, task, source.directory(), file)))
                : Mono.empty();
    }

    /** What is there now is asked about, and no other bytes are added. */
    private Mono<Task> vetted(Caller caller, Repository found, Source source, Addition how, Listing listing) {
        return scope.files()
                .apply(caller, source.directory())
                .filter(source::has)
                .map(AcceptedFile::uploaded)
                .collectList()
                .map(files -> new Contents(files, source.file() == null || isAmong(source.file(), files)))
                .onErrorResume(Members::isNoDirectory, missing -> Mono.just(new Contents(List.of(), false)))
                .delayUntil(
                        contents -> scope.vetting().required(caller, Entrance.to(found, how.role()), contents.files()))
                .flatMap(contents -> addition(Target.of(found), source, how, contents.isThere())
                        .asked(caller, listing)
                        .flatMap(task -> tasks.admitted(scope.vetting().accepted(task, contents.files()))));
    }

    private static boolean isAmong(String name, List<AcceptedFile> files) {
        return files.stream().anyMatch(file -> file.name().equals(name));
    }

    private static boolean isNoDirectory(Throwable failure) {
        return failure instanceof Fault fault && fault.code() == IntakeFault.UNKNOWN_DIRECTORY;
    }

    /** The request that adds what a source holds, all of it or one file, as {@link #add} has it. */
    public static Request addition(Target target, Source source, Addition how) {
        return addition(target, source, how, false);
    }

    private static Request addition(Target target, Source source, Addition how, boolean isThere) {
        Add payload =
                new Add(target, source.directory(), source.file(), isThere, how.keepsFiles(), how.replacesConflicts());
        String what = source.file() == null ? "Add packages" : "Add package " + source.file();
        String title = what + " from dir " + source.directory() + " to repo " + target.name();
        return new Request(ADD, payload, title, List.of(Lanes.repository(target.repository())));
    }

    /**
     * Puts packages in that the catalogue knows, by key; those that are there already are fine. An unknown key fails
     * the task with {@code UNKNOWN_PACKAGE}, other bytes in the place of one with {@code PACKAGE_DIFFERS}, and nothing
     * is changed. The task's value is the repository as {@link Repositories} tells it. It takes {@code upload} for each
     * package, and {@code read} of a repository that has or had it: else it is unknown, at once.
     */
    public Mono<Task> put(Caller caller, String repository, List<PackageKey> keys, Listing listing) {
        return granted(caller, repository, Role.UPLOAD, keys)
                .delayUntil(target -> scope.sight().required(caller, keys))
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
     * with {@code UNKNOWN_PACKAGE}. The task's value is the repository as {@link Repositories} tells it. It takes
     * {@code manage} for each package.
     */
    public Mono<Task> remove(Caller caller, String repository, List<PackageKey> keys, Listing listing) {
        return granted(caller, repository, Role.MANAGE, keys)
                .map(target -> removal(target, keys))
                .flatMap(request -> request.submit(tasks, caller, listing));
    }

    private static Request removal(Target target, List<PackageKey> keys) {
        Remove payload =
                new Remove(target, keys.stream().map(PackageKey::toString).toList());
        String title = "Delete packages from repo " + target.name();
        return new Request(REMOVE, payload, title, List.of(Lanes.repository(target.repository())));
    }

    /** The repository, where the caller has the role in it for all these packages. */
    private Mono<Target> granted(Caller caller, String repository, Role role, List<PackageKey> keys) {
        Entrance entrance = Entrance.to(repository, role);
        return caller.required(entrance.some())
                .then(caller.required(entrance.of(keys)))
                .then(repository(catalog, repository))
                .doOnNext(found -> Entrance.to(found, role).of(keys).forEach(caller::require))
                .map(Target::of);
    }

    /** The living repository of a name, as tasks refer to it; {@code UNKNOWN_REPOSITORY} where there is none. */
    public static Mono<Target> target(Catalog catalog, String name) {
        return repository(catalog, name).map(Target::of);
    }

    /** The living repository of a name; {@code UNKNOWN_REPOSITORY} where there is none. */
    public static Mono<Repository> repository(Catalog catalog, String name) {
        return catalog.repository(name).switchIfEmpty(Mono.error(() -> RepositoryChanges.unknown(name)));
    }

    /**
     * By what callers are asked about packages.
     *
     * @param files those of a caller's upload directory; {@code UNKNOWN_DIRECTORY} where there is none
     */
    public record Scope(BiFunction<Caller, String, Flux<UploadedFile>> files, Vetting vetting, Sight sight) {}

    /** What a source holds now. */
    private record Contents(List<AcceptedFile> files, boolean isThere) {}

    /**
     * How to add.
     *
     * @param keepsFiles whether the upload directory keeps what was added
     * @param replacesConflicts whether other bytes of the same name, version and architecture are removed first
     */
    public record Addition(boolean keepsFiles, boolean replacesConflicts) {
        /** What it takes for each package. */
        public Role role() {
            return Entrance.role(replacesConflicts);
        }

        /** To a repository that is not looked for yet. */
        public Entrance entrance(String repository) {
            return Entrance.to(repository, role());
        }
    }
}
