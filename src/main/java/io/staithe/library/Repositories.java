package io.staithe.library;

import io.staithe.access.Caller;
import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.Repository;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
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

    /** The living repositories in the order of their making. */
    public Flux<Repository> list(Caller caller) {
        throw new IllegalStateException("skeleton");
    }

    /** A repository by name; {@code UNKNOWN_REPOSITORY} where there is none. */
    public Mono<Repository> show(Caller caller, String name) {
        throw new IllegalStateException("skeleton");
    }

    /** The packages of a repository at its present revision, in the order of {@code Catalog.members}. */
    public Flux<CataloguedPackage> packages(Caller caller, String name) {
        throw new IllegalStateException("skeleton");
    }

    /** Makes a repository; a living one of that name fails the task with {@code REPOSITORY_EXISTS}. */
    public Mono<Task> create(Caller caller, NewRepository repository, Listing listing) {
        throw new IllegalStateException("skeleton");
    }

    /** Changes what is given; an unknown repository and a taken name are refused before acceptance. */
    public Mono<Task> edit(Caller caller, String name, RepositoryEdit edit, Listing listing) {
        throw new IllegalStateException("skeleton");
    }

    /** Drops a repository; a published one, or one with snapshots unless forced, fails the task. */
    public Mono<Task> drop(Caller caller, String name, Force force, Listing listing) {
        throw new IllegalStateException("skeleton");
    }

    /** What a new repository is made from. */
    public record NewRepository(
            String name,
            String comment,
            String defaultDistribution,
            @Nullable String defaultComponent) {}

    /** What changes; null keeps, empty clears. */
    public record RepositoryEdit(
            @Nullable String name,
            @Nullable String comment,
            @Nullable String defaultDistribution,
            @Nullable String defaultComponent) {}
}
