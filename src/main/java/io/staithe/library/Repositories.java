package io.staithe.library;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.access.Role;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.Catalog.PackageCount;
import io.staithe.catalog.Catalog.Size;
import io.staithe.catalog.Repository;
import io.staithe.catalog.Repository.Description;
import io.staithe.library.task.Lanes;
import io.staithe.library.task.Payloads.Drop;
import io.staithe.library.task.Payloads.Edit;
import io.staithe.library.task.Payloads.Target;
import io.staithe.library.task.RepositoryChanges;
import io.staithe.library.task.RepositoryTasks;
import io.staithe.library.task.Request;
import io.staithe.queue.Lane;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.queue.Tasks;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Use cases of repositories. Those that change something emit the accepted task; its value is the repository as JSON:
 * {@code name comment defaultDistribution defaultComponent}.
 */
public final class Repositories {
    /** The task kinds. */
    public static final String CREATE = "repository.create";

    public static final String EDIT = "repository.edit";
    public static final String DROP = "repository.drop";

    private final Catalog catalog;
    private final Tasks tasks;

    /** Use cases on a catalogue. */
    public Repositories(Catalog catalog, Tasks tasks) {
        this.catalog = catalog;
        this.tasks = tasks;
    }

    /** The living repositories that the caller may read, in the order of their making. */
    public Flux<Repository> list(Caller caller) {
        return catalog.repositories().filter(repository -> caller.may(read(repository.name())));
    }

    private static Need read(String name) {
        return Need.some(Role.READ, name);
    }

    private static Need manage(String name) {
        return Need.whole(Role.MANAGE, name);
    }

    /** How much is in each living repository now that the caller may read, in the order of their making. */
    public Flux<PackageCount> counts(Caller caller) {
        return catalog.packageCounts().filter(count -> caller.may(read(count.name())));
    }

    /** How much a repository holds at its revision. */
    public Mono<Size> size(Caller caller, Repository repository) {
        return caller.required(read(repository.name())).then(catalog.size(repository.id(), repository.revision()));
    }

    /** A repository by name; {@code UNKNOWN_REPOSITORY} where there is none. */
    public Mono<Repository> show(Caller caller, String name) {
        return caller.required(read(name))
                .then(catalog.repository(name))
                .switchIfEmpty(Mono.error(() -> RepositoryChanges.unknown(name)));
    }

    /** Makes a repository; a living one of that name fails the task with {@code REPOSITORY_EXISTS}. */
    public Mono<Task> create(Caller caller, NewRepository repository, Listing listing) {
        return caller.required(manage(repository.name()))
                .then(Mono.fromCallable(() -> creation(repository)))
                .flatMap(request -> request.submit(tasks, caller, listing));
    }

    private static Request creation(NewRepository repository) {
        List<Lane> changes = List.of(Lanes.repositoryName(repository.name()));
        return new Request(CREATE, repository.description(), "Create repository " + repository.name(), changes);
    }

    /** Changes what is given; an unknown repository and a taken name are refused before acceptance. */
    public Mono<Task> edit(Caller caller, String name, RepositoryEdit edit, Listing listing) {
        String wanted = edit.name() == null ? name : edit.name();
        return caller.required(manage(name), manage(wanted))
                .then(Members.target(catalog, name))
                .delayUntil(target -> free(target, edit.name()))
                .map(target -> editing(target, edit))
                .flatMap(request -> request.submit(tasks, caller, listing));
    }

    private Mono<Repository> free(Target target, @Nullable String wanted) {
        if (wanted == null || wanted.equals(target.name())) {
            return Mono.empty();
        }
        return catalog.repository(wanted).flatMap(taken -> Mono.error(RepositoryTasks.taken(wanted)));
    }

    private static Request editing(Target target, RepositoryEdit edit) {
        Edit payload =
                new Edit(target, edit.name(), edit.comment(), edit.defaultDistribution(), edit.defaultComponent());
        String wanted = edit.name();
        List<Lane> changes = wanted == null || wanted.equals(target.name())
                ? List.of()
                : List.of(Lanes.repositoryName(target.name()), Lanes.repositoryName(wanted));
        return new Request(EDIT, payload, "Edit repository " + target.name(), home(target, changes));
    }

    private static List<Lane> home(Target target, List<Lane> others) {
        return Stream.concat(Stream.of(Lanes.repository(target.repository())), others.stream())
                .toList();
    }

    /** Drops a repository; a published one, or one with snapshots unless forced, fails the task. */
    public Mono<Task> drop(Caller caller, String name, Force force, Listing listing) {
        return caller.required(manage(name))
                .then(Members.target(catalog, name))
                .map(target -> dropping(target, force))
                .flatMap(request -> request.submit(tasks, caller, listing));
    }

    private static Request dropping(Target target, Force force) {
        Drop payload = new Drop(target, force == Force.YES);
        List<Lane> changes = home(target, List.of(Lanes.repositoryName(target.name())));
        return new Request(DROP, payload, "Delete repository " + target.name(), changes);
    }

    /** What a new repository is made from. */
    public record NewRepository(
            String name,
            String comment,
            String defaultDistribution,
            @Nullable String defaultComponent) {
        /** The same with no component in place of null. */
        public Description description() {
            return new Description(
                    name, comment, defaultDistribution, defaultComponent == null ? "" : defaultComponent);
        }
    }

    /** What changes; null keeps, empty clears. */
    public record RepositoryEdit(
            @Nullable String name,
            @Nullable String comment,
            @Nullable String defaultDistribution,
            @Nullable String defaultComponent) {}
}
