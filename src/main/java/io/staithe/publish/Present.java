package io.staithe.publish;

import io.staithe.catalog.RepositoryId;
import io.staithe.publish.Publication.Options;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the database says of a publication now.
 *
 * @param generation the number of the current generation; 0 before the first
 * @param sources by component
 * @param architectures sorted
 * @param releasedAt the Date of the current generation; before the first that of the place
 * @param lastModified the validator of its InRelease; likewise
 */
public record Present(
        long id,
        Place place,
        long generation,
        List<Origin> sources,
        List<String> architectures,
        Options options,
        Instant releasedAt,
        Instant lastModified) {
    /** Copies the lists. */
    public Present {
        sources = List.copyOf(sources);
        architectures = List.copyOf(architectures);
    }

    /** The publication as others see it. */
    public Publication publication() {
        return new Publication(
                id,
                place,
                generation,
                sources.stream()
                        .map(source -> new Publication.Source(source.component(), source.name()))
                        .toList(),
                architectures,
                options);
    }

    /** What aptly says of a publication that is in the way. */
    public String description() {
        return place + " " + architectures.stream().collect(Collectors.joining(", ", "[", "]")) + " publishes "
                + sources.stream()
                        .map(source -> source.component() + ": [" + source.name() + "]")
                        .collect(Collectors.joining(", ", "{", "}"));
    }

    /**
     * A component and the repository behind it.
     *
     * @param name the repository's name now
     */
    public record Origin(String component, RepositoryId repository, String name) {}
}
