package io.staithe.publish;

import io.staithe.catalog.RepositoryId;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.publish.Present.Origin;
import io.staithe.publish.Publication.Options;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A publication as it was asked for, with what its repositories said then: the payload of a task that creates one.
 *
 * @param distribution null where it is to be guessed
 * @param architectures empty where those of the packages are meant
 * @param forceOverwrite whether pool paths may get other bytes
 */
public record Proposal(
        String storage,
        String prefix,
        @Nullable String distribution,
        List<Part> parts,
        List<String> architectures,
        Options options,
        boolean forceOverwrite) {
    /** Copies the lists. */
    public Proposal {
        parts = List.copyOf(parts);
        architectures = architectures.stream().distinct().sorted().toList();
    }

    /** The place; what cannot be guessed is refused with aptly's words. */
    public Place place() {
        if (distribution != null) {
            return new Place(storage, prefix, distribution).checked();
        }
        List<String> told = parts.stream()
                .map(Part::defaultDistribution)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        if (told.size() != 1) {
            throw new Refused(
                    PublishFault.DISTRIBUTION_UNCLEAR, "unable to guess distribution name, please specify explicitly");
        }
        return new Place(storage, prefix, told.get(0)).checked();
    }

    /** The sources by component; what cannot be guessed, and a component that comes twice, is refused. */
    public List<Origin> sources() {
        SortedMap<String, Origin> sources = new TreeMap<>();
        for (Part part : parts) {
            String component = component(part);
            Origin origin = new Origin(component, new RepositoryId(part.repository()), part.name());
            if (sources.put(component, origin) != null) {
                throw new Refused(
                        PublishFault.COMPONENT_TWICE, "duplicate component name: " + Fault.bounded(component));
            }
        }
        return List.copyOf(sources.values());
    }

    private String component(Part part) {
        if (part.component() != null) {
            return Place.component(part.component());
        }
        if (!part.defaultComponent().isEmpty()) {
            return Place.component(part.defaultComponent());
        }
        if (parts.size() == 1) {
            return "main";
        }
        throw new Refused(
                PublishFault.COMPONENT_UNCLEAR,
                "unable to figure out component name for [" + Fault.bounded(part.name()) + "]");
    }

    /**
     * A source as it was asked for.
     *
     * @param component null where the repository's default is meant
     * @param repository the row
     */
    public record Part(
            @Nullable String component,
            long repository,
            String name,
            String defaultDistribution,
            String defaultComponent) {}
}
