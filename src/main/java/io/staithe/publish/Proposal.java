package io.staithe.publish;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.publish.Present.Origin;
import io.staithe.publish.Publication.Options;
import io.staithe.queue.Lane;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A publication as it was asked for, with what the repositories behind it said then: the payload of a task that creates
 * one.
 *
 * @param distribution null where it is to be guessed
 * @param kind what the parts are
 * @param architectures empty where those of the packages are meant
 * @param forceOverwrite whether pool paths may get other bytes
 */
public record Proposal(
        String storage,
        String prefix,
        @Nullable String distribution,
        SourceKind kind,
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
                .flatMap(part -> part.distributions().stream())
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        if (told.size() != 1) {
            throw new Refused(
                    PublishFault.DISTRIBUTION_UNCLEAR, "unable to guess distribution name, please specify explicitly");
        }
        return new Place(storage, prefix, told.get(0)).checked();
    }

    /**
     * The place; what cannot be guessed fails the task, not the call, and is then the prefix without a distribution.
     */
    Place likelyPlace() {
        try {
            return place();
        } catch (Refused unclear) {
            return new Place(storage, prefix, "");
        }
    }

    /** The sources by component; what cannot be guessed, and a component that comes twice, is refused. */
    public List<Origin> sources() {
        SortedMap<String, Origin> sources = new TreeMap<>();
        for (Part part : parts) {
            String component = component(part);
            Origin origin = new Origin(component, part.source(), part.name());
            if (sources.put(component, origin) != null) {
                throw new Refused(
                        PublishFault.COMPONENT_TWICE, "duplicate component name: " + Fault.bounded(component));
            }
        }
        return List.copyOf(sources.values());
    }

    /** The repositories or snapshots that it is made of, as lanes that are read. */
    Stream<Lane> sourceLanes() {
        return parts.stream().map(part -> new Origin("", part.source(), part.name()).lane(kind));
    }

    private String component(Part part) {
        if (part.component() != null) {
            return Place.component(part.component());
        }
        List<String> told = part.components().stream()
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        if (told.size() == 1) {
            return Place.component(told.get(0));
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
     * @param component null where the default of the repositories behind it is meant
     * @param source the row of the repository or snapshot
     * @param distributions the default distributions of the repositories behind it
     * @param components likewise their default components
     */
    public record Part(
            @Nullable String component, long source, String name, List<String> distributions, List<String> components) {
        /** Copies the lists. */
        public Part {
            distributions = List.copyOf(distributions);
            components = List.copyOf(components);
        }
    }
}
