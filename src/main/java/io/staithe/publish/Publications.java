package io.staithe.publish;

import io.staithe.access.Caller;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.CatalogFault;
import io.staithe.deb.Architecture;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.observe.Correlation;
import io.staithe.publish.Proposal.Part;
import io.staithe.publish.Publication.Options;
import io.staithe.publish.Publication.Signers;
import io.staithe.publish.Publication.Signing;
import io.staithe.queue.Lane;
import io.staithe.queue.Listing;
import io.staithe.queue.NewTask;
import io.staithe.queue.Task;
import io.staithe.queue.Tasks;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Use cases of publications. Those that change something emit the accepted task; the value of create and update is JSON
 * of the {@link Publication} as it stands afterwards.
 */
public final class Publications {
    /** The task kinds. */
    public static final String CREATE = "publication.create";

    public static final String UPDATE = "publication.update";
    public static final String DROP = "publication.drop";
    public static final String REISSUE = "publication.reissue";

    private final PublicationStore store;
    private final Catalog catalog;
    private final Tasks tasks;
    private final Signatories signatories;
    private final Scheduler crypto;

    /**
     * Use cases over these.
     *
     * @param crypto where passphrases are tried
     */
    public Publications(PublicationStore store, Catalog catalog, Tasks tasks, PublicKeys keys, Scheduler crypto) {
        this.store = store;
        this.catalog = catalog;
        this.tasks = tasks;
        this.signatories = keys.signatories();
        this.crypto = crypto;
    }

    /** The living publications in the order of their making. */
    public Flux<Publication> list(Caller caller) {
        return store.living().map(Present::publication);
    }

    /** A publication by place; {@code UNKNOWN_PUBLICATION} where there is none. */
    public Mono<Publication> show(Caller caller, Place place) {
        return living(place).map(Present::publication);
    }

    /** A publication by its row; {@code UNKNOWN_PUBLICATION} where there is none. */
    public Mono<Publication> show(Caller caller, long id) {
        return living(id).map(Present::publication);
    }

    /**
     * Publishes repositories at a new place. Unknown repositories, empty sources, storages that are not configured and
     * wrong passphrases are refused before acceptance; a taken place and what cannot be guessed fail the task.
     */
    public Mono<Task> create(Caller caller, NewPublication publication, Listing listing) {
        return Mono.defer(() -> proposal(publication))
                .flatMap(proposal -> submit(
                        caller,
                        listing,
                        new Wanted(
                                CREATE,
                                Payloads.write(proposal),
                                title(proposal),
                                lane(proposal),
                                proposal.parts().stream().map(Part::repository).map(Publications::reading))));
    }

    /** Publishes what the repositories hold now; an unknown place is refused before acceptance. */
    public Mono<Task> update(Caller caller, Place place, Publication.Change change, Listing listing) {
        return Mono.defer(() -> living(place)).flatMap(present -> update(caller, present, change, listing));
    }

    /**
     * The same for a publication by its row. A signing key that is not ours is refused, not replaced by the default.
     */
    public Mono<Task> change(Caller caller, long id, Publication.Change change, Listing listing) {
        return living(id)
                .delayUntil(present -> known(change.signing()))
                .flatMap(present -> update(caller, present, change, listing));
    }

    /**
     * Shows again what a kept generation shows; the publication does not publish itself any more from then on. A
     * generation that is not kept is refused before acceptance, or fails the task where it goes meanwhile.
     */
    public Mono<Task> rollback(Caller caller, long id, long generation, Listing listing) {
        return living(id)
                .delayUntil(present -> kept(id, generation))
                .map(present -> reissuing(present, generation, "Roll back " + present.place() + " to generation "))
                .flatMap(wanted -> submit(caller, listing, wanted));
    }

    /** Signs the current generation again, with a new Date. */
    public Mono<Task> resign(Caller caller, long id) {
        return living(id)
                .map(present -> reissuing(present, 0, "Sign again " + present.place() + ", generation "))
                .flatMap(wanted -> submit(caller, Listing.UNLISTED, wanted));
    }

    private static Wanted reissuing(Present present, long generation, String title) {
        return new Wanted(
                REISSUE,
                Payloads.write(new Reissue(present.id(), generation)),
                title + (generation == 0 ? present.generation() : generation),
                present.place().lane(),
                Stream.empty());
    }

    /** The kept generations of a publication, the newest first; {@code UNKNOWN_PUBLICATION} where there is none. */
    public Flux<Kept> generations(Caller caller, long id) {
        return living(id).thenMany(store.kept(id));
    }

    /** A kept generation; {@code UNKNOWN_GENERATION} where it is gone. */
    public Mono<Kept> generation(Caller caller, long id, long number) {
        return living(id).then(kept(id, number));
    }

    private Mono<Kept> kept(long id, long number) {
        return store.kept(id, number)
                .switchIfEmpty(Mono.error(() -> new Refused(
                        PublishFault.UNKNOWN_GENERATION, "publication " + id + " has no generation " + number)));
    }

    private Mono<Task> update(Caller caller, Present present, Publication.Change change, Listing listing) {
        return Mono.fromRunnable(() -> checked(change, present.place()))
                .then(Mono.defer(() -> chosen(change.signing())))
                .map(signers -> new Renewal(present.id(), change.withoutSigning(), signers))
                .defaultIfEmpty(new Renewal(present.id(), change.withoutSigning(), null))
                .map(renewal -> updating(present, renewal))
                .flatMap(wanted -> submit(caller, listing, wanted));
    }

    /** Takes a publication down; files that others use stay. An unknown place is refused before acceptance. */
    public Mono<Task> drop(Caller caller, Place place, boolean skipCleanup, Listing listing) {
        return Mono.defer(() -> living(place))
                .map(present -> new Wanted(
                        DROP,
                        Payloads.write(new Removal(present.id(), skipCleanup)),
                        "Delete published local repository " + place,
                        place.lane(),
                        Stream.empty()))
                .flatMap(wanted -> submit(caller, listing, wanted));
    }

    private static Wanted updating(Present present, Renewal renewal) {
        return new Wanted(
                UPDATE,
                Payloads.write(renewal),
                "Update published local repository " + present.place(),
                present.place().lane(),
                present.sources().stream()
                        .map(origin -> origin.repository().value())
                        .map(Publications::reading));
    }

    private Mono<Task> submit(Caller caller, Listing listing, Wanted wanted) {
        return Correlation.current()
                .map(correlation -> new NewTask(
                        wanted.kind(),
                        Payloads.VERSION,
                        wanted.payload(),
                        wanted.title(),
                        caller,
                        correlation,
                        List.of(wanted.changes()),
                        wanted.reads().distinct().toList(),
                        listing == Listing.LISTED))
                .flatMap(tasks::submit);
    }

    private Mono<Proposal> proposal(NewPublication wanted) {
        if (wanted.sources().isEmpty()) {
            return Mono.error(new Refused(PublishFault.NO_SOURCES, "sources are empty"));
        }
        String distribution = wanted.distribution() == null ? "" : wanted.distribution();
        new Place(wanted.storage(), wanted.prefix(), distribution).checked();
        wanted.sources().stream()
                .map(NewSource::component)
                .filter(Objects::nonNull)
                .forEach(Place::component);
        wanted.architectures().forEach(Architecture::new);
        checked(wanted.options(), new Place(wanted.storage(), wanted.prefix(), distribution));
        Signing signing = wanted.options().signing();
        return chosen(signing == null ? new Signing(false, List.of(), null) : signing)
                .map(signers -> Options.NONE.with(wanted.options(), signers))
                .flatMap(options -> Flux.fromIterable(wanted.sources())
                        .concatMap(this::part)
                        .collectList()
                        .map(parts -> proposal(wanted, parts, options)));
    }

    private static Proposal proposal(NewPublication wanted, List<Part> parts, Options options) {
        return new Proposal(
                wanted.storage(),
                wanted.prefix(),
                wanted.distribution(),
                parts,
                wanted.architectures(),
                options,
                wanted.options().forceOverwrite());
    }

    private Mono<Part> part(NewSource source) {
        return catalog.repository(source.name())
                .switchIfEmpty(Mono.error(() -> new Refused(
                        CatalogFault.UNKNOWN_REPOSITORY,
                        "there is no repository '" + Fault.bounded(source.name()) + "'")))
                .map(found -> new Part(
                        source.component(),
                        found.id().value(),
                        found.name(),
                        found.defaultDistribution(),
                        found.defaultComponent()));
    }

    /** Empty where nothing was said of signing. */
    private Mono<Signers> chosen(@Nullable Signing signing) {
        return signing == null
                ? Mono.empty()
                : Mono.fromCallable(() -> signatories.chosen(signing)).subscribeOn(crypto);
    }

    private Mono<Void> known(@Nullable Signing signing) {
        return signing == null ? Mono.empty() : Mono.fromRunnable(() -> signatories.refuseUnknown(signing.keys()));
    }

    private Mono<Present> living(long id) {
        return store.living(id).switchIfEmpty(Mono.error(() -> unknown(Long.toString(id))));
    }

    private Mono<Present> living(Place place) {
        return Mono.just(place)
                .filter(Place::isPossible)
                .flatMap(store::living)
                .switchIfEmpty(Mono.error(() -> unknown(place.toString())));
    }

    private static Refused unknown(String what) {
        return new Refused(PublishFault.UNKNOWN_PUBLICATION, "there is no publication '" + Fault.bounded(what) + "'");
    }

    private static void checked(Publication.Change change, Place place) {
        ReleaseValues.line("label", change.label());
        ReleaseValues.line("origin", change.origin());
        ReleaseValues.line("version", change.version());
        ReleaseValues.line("signedBy", change.signedBy());
        ReleaseValues.terms(change.terms(), place);
    }

    private static String title(Proposal proposal) {
        String place = placeOrPrefix(proposal);
        String names =
                proposal.parts().stream().map(part -> "\"" + part.name() + "\"").collect(Collectors.joining(", "));
        return "Publish local repository " + place + " with components " + components(proposal) + " and sources "
                + names;
    }

    private static String components(Proposal proposal) {
        return proposal.parts().stream()
                .map(part -> part.component() == null ? part.defaultComponent() : part.component())
                .map(component -> "\"" + component + "\"")
                .collect(Collectors.joining(", "));
    }

    /** What cannot be guessed fails the task, not the call: its lane is then that of the prefix. */
    private static Lane lane(Proposal proposal) {
        try {
            return proposal.place().lane();
        } catch (Refused unclear) {
            return new Place(proposal.storage(), proposal.prefix(), "").lane();
        }
    }

    private static String placeOrPrefix(Proposal proposal) {
        try {
            return proposal.place().toString();
        } catch (Refused unclear) {
            return proposal.prefix();
        }
    }

    private static Lane reading(long repository) {
        return new Lane("repository/" + repository);
    }

    /** A task to be submitted. */
    private record Wanted(String kind, String payload, String title, Lane changes, Stream<Lane> reads) {}

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
