package io.staithe.publish.generation;

import io.staithe.catalog.RepositoryId;
import io.staithe.publish.ArchiveView.Group;
import io.staithe.publish.Place;
import io.staithe.publish.Present;
import io.staithe.publish.Removal;
import io.staithe.queue.Task;
import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The rows of generations. Those that change something join the transaction of the settlement that they are part of;
 * where another was faster they fail with {@code PublishFault.OVERTAKEN}, which rolls everything back.
 */
public interface GenerationStore {
    /** A row number for a publication to come; never given twice. */
    Mono<Long> reserve();

    /** When the publications that were at a place before brought out their last; the epoch where there was none. */
    Mono<Dates> lastAt(Place place);

    /** The architectures of the members of a repository at a revision, with {@code all} and {@code source}, sorted. */
    Flux<String> architectures(RepositoryId repository, long revision);

    /** How many members repositories have at these revisions, together. */
    Mono<Long> packages(List<Edition.Pinned> sources);

    /** Keeps everybody else who creates in a group waiting until the transaction that this is part of has ended. */
    Mono<Void> exclude(Group group);

    /** The living publications that share outside links. */
    Flux<Present> neighbours(Group group);

    /** The revisions in a generation, and the snapshots that named them, by component. */
    Flux<Edition.Pinned> revisions(long publication, long number);

    /** From what a generation was made; empty where there is none of that number. */
    Mono<Base> base(long publication, long number);

    /**
     * Makes the publication with its first generation; overtaken where the place was taken meanwhile, and
     * {@code UNKNOWN_REPOSITORY} or {@code UNKNOWN_SNAPSHOT} where one of its sources was dropped.
     */
    Mono<Void> open(Finished first);

    /**
     * Makes the finished generation the current one, and its sources those of the publication; overtaken unless the one
     * before it is current and the pending changes are those that it knew. {@code UNKNOWN_REPOSITORY} or
     * {@code UNKNOWN_SNAPSHOT} where a source that it brings in was dropped.
     */
    Mono<Void> advance(Finished next);

    /**
     * Makes a living publication a tombstone for a task; emits what it was, or nothing where it was dropped already.
     */
    Mono<Present> drop(Removal removal, Task task);

    /**
     * A generation that another may be made from.
     *
     * @param sources by component
     * @param packages how many packages its components hold together
     */
    record Base(List<Edition.Pinned> sources, long packages) {
        /** Copies the sources. */
        public Base {
            sources = List.copyOf(sources);
        }
    }

    /** The Date and the validator of InRelease that clients of a place were shown last. */
    record Dates(Instant releasedAt, Instant lastModified) {}
}
