package io.staithe.publish;

import io.staithe.publish.Publication.Options;
import io.staithe.queue.Lane;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the database says of a publication now.
 *
 * @param generation the number of the current generation; 0 before the first
 * @param kind what the sources are
 * @param sources by component
 * @param pending what the sources are to be from the next update on, by component; null where they stay
 * @param architectures sorted
 * @param releasedAt the Date of the current generation; before the first that of the place
 * @param lastModified the validator of its InRelease; likewise
 */
public record Present(
        long id,
        Place place,
        long generation,
        SourceKind kind,
        List<Origin> sources,
        @Nullable List<Publication.Source> pending,
        List<String> architectures,
        Options options,
        Instant releasedAt,
        Instant lastModified) {
    /** Copies the lists. */
    public Present {
        sources = List.copyOf(sources);
        pending = pending == null ? null : List.copyOf(pending);
        architectures = List.copyOf(architectures);
    }

    /** The publication as others see it. */
    public Publication publication() {
        return new Publication(id, place, generation, kind, shown(), architectures, options);
    }

    /** What the sources are to be from the next update on, by component. */
    public List<Publication.Source> wanted() {
        return pending == null ? shown() : pending;
    }

    private List<Publication.Source> shown() {
        return sources.stream().map(Origin::source).toList();
    }

    /** Whether something is pending for components that are none of these. */
    boolean changesBeside(Set<String> components) {
        return !beside(components, shown()).equals(beside(components, wanted()));
    }

    private static Set<Publication.Source> beside(Set<String> components, List<Publication.Source> sources) {
        return sources.stream()
                .filter(source -> !components.contains(source.component()))
                .collect(Collectors.toSet());
    }

    /** What aptly says of a publication that is in the way. */
    public String description() {
        return place + " " + architectures.stream().collect(Collectors.joining(", ", "[", "]")) + " publishes "
                + sources.stream()
                        .map(source -> source.component() + ": [" + source.name() + "]")
                        .collect(Collectors.joining(", ", "{", "}"));
    }

    /**
     * A component and what is behind it.
     *
     * @param id the row of the repository or snapshot
     * @param name its name now
     */
    public record Origin(String component, long id, String name) {
        /** The same as others see it. */
        public Publication.Source source() {
            return new Publication.Source(component, name);
        }

        /** The lane of those who change it. */
        Lane lane(SourceKind kind) {
            return switch (kind) {
                case LOCAL -> new Lane("repository/" + id);
                case SNAPSHOT -> making(kind, name);
            };
        }

        /** The lane of those who make something of this name. */
        static Lane making(SourceKind kind, String name) {
            return new Lane(
                    switch (kind) {
                        case LOCAL -> "repository-name/" + name;
                        case SNAPSHOT -> "snapshot/" + name;
                    });
        }
    }
}
