package io.staithe.publish.generation;

import io.staithe.deb.Architecture;
import io.staithe.fault.Refused;
import io.staithe.publish.ArchiveView.Group;
import io.staithe.publish.Payloads;
import io.staithe.publish.Place;
import io.staithe.publish.Present;
import io.staithe.publish.Present.Origin;
import io.staithe.publish.Proposal;
import io.staithe.publish.Publications;
import io.staithe.publish.PublishFault;
import io.staithe.publish.generation.Edition.Pinned;
import io.staithe.queue.Outcome;
import io.staithe.queue.Settlement;
import io.staithe.queue.SingleTaskHandler;
import io.staithe.queue.Task;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Publishes repositories or snapshots at a new place: the first generation and the publication appear in one
 * transaction.
 */
public final class CreateHandler implements SingleTaskHandler {
    private static final Set<String> FILES = Set.of("InRelease", "Release", "Release.gpg");
    private static final String OUTPUT = """
            Loading packages...
            Generating metadata files and linking package files...
            Finalizing metadata files...
            """;

    private final GenerationStore store;
    private final Sources sources;
    private final Editions editions;

    /** Creates through these. */
    public CreateHandler(GenerationStore store, Sources sources, Editions editions) {
        this.store = store;
        this.sources = sources;
        this.editions = editions;
    }

    @Override
    public String kind() {
        return Publications.CREATE;
    }

    @Override
    public int version() {
        return Payloads.VERSION;
    }

    @Override
    public Mono<Void> perform(Task task) {
        return Editions.untilFirst(Mono.defer(() -> create(task)));
    }

    private Mono<Void> create(Task task) {
        Proposal proposal = Payloads.of(task, Proposal.class);
        Place place = proposal.place();
        List<Origin> origins = proposal.sources();
        editions.refuseUnknown(place);
        return free(place, origins)
                .then(sources.pinned(task.id(), proposal.kind(), origins))
                .flatMap(pinned -> edition(task, new Plan(proposal, place, origins, pinned)))
                .flatMap(edition -> editions.bringOut(edition, this::opened));
    }

    /** Asked again inside the switch, when nobody else can come in between. */
    private Mono<List<Settlement>> opened(Finished first) {
        Present present = first.edition().before();
        return store.exclude(Group.of(present.place()))
                .then(Mono.defer(() -> free(present.place(), present.sources())))
                .then(Mono.defer(() -> store.open(first)))
                .thenReturn(List.of(settlement(first)));
    }

    private Mono<Void> free(Place place, List<Origin> origins) {
        return store.neighbours(Group.of(place))
                .doOnNext(neighbour -> refuse(neighbour, place, origins))
                .then();
    }

    private Mono<Edition> edition(Task task, Plan plan) {
        return Mono.zip(architectures(plan), store.reserve(), store.lastAt(plan.place()))
                .map(found -> new Edition(
                        task,
                        new Present(
                                found.getT2(),
                                plan.place(),
                                0,
                                plan.proposal().kind(),
                                plan.origins(),
                                null,
                                found.getT1(),
                                plan.proposal().options(),
                                found.getT3().releasedAt(),
                                found.getT3().lastModified()),
                        plan.origins(),
                        plan.pinned(),
                        found.getT1(),
                        plan.proposal().options(),
                        plan.proposal().forceOverwrite(),
                        Editions.staging(found.getT2(), task)));
    }

    /** Those that were asked for, else those of the packages. */
    private Mono<List<String>> architectures(Plan plan) {
        List<String> asked = plan.proposal().architectures();
        Flux<String> named = asked.isEmpty()
                ? Flux.fromIterable(plan.pinned())
                        .concatMap(source -> store.architectures(source.repository(), source.revision()))
                : Flux.fromIterable(asked).map(name -> new Architecture(name).value());
        return named.filter(name -> !name.equals(Architecture.ALL.value()))
                .distinct()
                .sort()
                .collectList()
                .doOnNext(CreateHandler::refuseNone);
    }

    private static void refuseNone(List<String> architectures) {
        if (architectures.isEmpty()) {
            throw new Refused(
                    PublishFault.ARCHITECTURES_UNCLEAR,
                    "unable to figure out list of architectures, please supply explicit list");
        }
    }

    private static void refuse(Present neighbour, Place place, List<Origin> origins) {
        String other = neighbour.place().distribution();
        boolean taken = other.equals(place.distribution())
                || neighbour
                        .options()
                        .terms()
                        .aliases()
                        .contains(Group.of(place).first())
                || isInTheWay(names(neighbour.sources()), other, place.distribution())
                || isInTheWay(names(origins), place.distribution(), other);
        if (taken) {
            throw new Refused(
                    PublishFault.PUBLICATION_EXISTS,
                    "prefix/distribution already used by another published repo: " + neighbour.description());
        }
    }

    /** Whether a distribution would lie where the outer one has a component or a file of its own. */
    private static boolean isInTheWay(Set<String> own, String outer, String inner) {
        if (!inner.startsWith(outer + "/")) {
            return false;
        }
        String name = inner.substring(outer.length() + 1).split("/", 2)[0];
        return own.contains(name) || FILES.contains(name);
    }

    private static Set<String> names(List<Origin> origins) {
        return origins.stream()
                .map(origin -> origin.component().split("/", 2)[0])
                .collect(Collectors.toSet());
    }

    private static Settlement settlement(Finished first) {
        Edition edition = first.edition();
        return new Settlement(
                edition.task().id(),
                edition.task().attempt(),
                new Outcome.Succeeded(Payloads.write(edition.after(first).publication())),
                OUTPUT,
                Progress.detail(first.packages(), 0));
    }

    private record Plan(Proposal proposal, Place place, List<Origin> origins, List<Pinned> pinned) {}
}
