package io.staithe.publish.generation;

import io.staithe.archive.ArchivePaths;
import io.staithe.catalog.RepositoryId;
import io.staithe.publish.Place;
import io.staithe.publish.Present;
import io.staithe.publish.Present.Origin;
import io.staithe.publish.Publication.Options;
import io.staithe.queue.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A generation that one try of a task makes, from fixed revisions.
 *
 * @param task the running attempt
 * @param before what the publication was; generation 0 for a new one
 * @param origins what is behind its components from now on, by component, pending changes included; null where the
 *     sources of the publication, and pending changes, stay as they are
 * @param sources the same, at the revisions that are pinned for the task
 * @param architectures sorted; with {@code source} where source packages are published
 * @param options what holds from now on
 * @param overwrites whether pool paths may get other bytes
 * @param staging where its files are, a name of this try alone
 */
public record Edition(
        Task task,
        Present before,
        @Nullable List<Origin> origins,
        List<Pinned> sources,
        List<String> architectures,
        Options options,
        boolean overwrites,
        String staging) {
    /** Copies the lists. */
    public Edition {
        origins = origins == null ? null : List.copyOf(origins);
        sources = List.copyOf(sources);
        architectures = List.copyOf(architectures);
    }

    /** The number that it gets if it wins. */
    public long number() {
        return before.generation() + 1;
    }

    /** Where the publication is. */
    public Place place() {
        return before.place();
    }

    /** The publication once this is its current generation. */
    public Present after(Finished finished) {
        return new Present(
                before.id(),
                before.place(),
                number(),
                before.kind(),
                madeOf(),
                origins == null ? before.pending() : null,
                architectures,
                options,
                finished.releasedAt(),
                finished.lastModified());
    }

    /** The directory of a component's files, relative to the prefix. */
    String pool(String component) {
        return options.multiDist()
                ? ArchivePaths.pool(component, place().distribution())
                : ArchivePaths.pool(component);
    }

    /** Whether it has other sources than the generation before, or settles pending changes of them. */
    public boolean changesSources() {
        return origins != null && (before.pending() != null || !origins.equals(before.sources()));
    }

    /** What is behind its components from now on. */
    public List<Origin> madeOf() {
        return origins == null ? before.sources() : origins;
    }

    /**
     * A component and the revision of the repository, or list, behind it.
     *
     * @param snapshot the row of the snapshot that names it; 0 for a repository itself
     */
    public record Pinned(String component, RepositoryId repository, long revision, long snapshot) {}
}
