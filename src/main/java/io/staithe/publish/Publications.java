package io.staithe.publish;

import io.staithe.access.Caller;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Use cases of publications. Those that change something emit the accepted task; the value of create and update is JSON
 * of the {@link Publication} as it stands afterwards.
 */
public final class Publications {
    /** The task kinds. */
    public static final String CREATE = "publication.create";

    public static final String UPDATE = "publication.update";
    public static final String DROP = "publication.drop";

    /** The living publications in the order of their making. */
    public Flux<Publication> list(Caller caller) {
        throw new IllegalStateException("skeleton");
    }

    /** A publication by place; {@code UNKNOWN_PUBLICATION} where there is none. */
    public Mono<Publication> show(Caller caller, Place place) {
        throw new IllegalStateException("skeleton");
    }

    /** A publication by its row; {@code UNKNOWN_PUBLICATION} where there is none. */
    public Mono<Publication> show(Caller caller, long id) {
        throw new IllegalStateException("skeleton");
    }

    /**
     * Publishes repositories at a new place. Unknown repositories and empty sources are refused before acceptance; a
     * taken place and what cannot be guessed fail the task.
     */
    public Mono<Task> create(Caller caller, NewPublication publication, Listing listing) {
        throw new IllegalStateException("skeleton");
    }

    /** Publishes what the repositories hold now. */
    public Mono<Task> update(Caller caller, Place place, Publication.Change change, Listing listing) {
        throw new IllegalStateException("skeleton");
    }

    /** Takes a publication down; files that others use stay. */
    public Mono<Task> drop(Caller caller, Place place, boolean skipCleanup, Listing listing) {
        throw new IllegalStateException("skeleton");
    }

    /**
     * A publication to be made.
     *
     * @param distribution null: the one default of the repositories
     * @param sources component (null: the repository's default) and repository name
     * @param architectures empty: those of the packages
     */
    public record NewPublication(
            String storage,
            String prefix,
            @Nullable String distribution,
            List<NewSource> sources,
            List<String> architectures,
            Publication.Change options) {}

    /** A component, or null for the repository's default, and a repository's name. */
    public record NewSource(@Nullable String component, String name) {}
}
