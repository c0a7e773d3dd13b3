package io.staithe.publish;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.deb.Architecture;
import io.staithe.fault.Refused;
import io.staithe.observe.Correlation;
import io.staithe.publish.Present.Origin;
import io.staithe.publish.Proposal.Part;
import io.staithe.publish.Publication.Options;
import io.staithe.publish.Publication.Signers;
import io.staithe.publish.Publication.Signing;
import io.staithe.publish.PublicationStore.Shown;
import io.staithe.queue.Lane;
import io.staithe.queue.Listing;
import io.staithe.queue.NewTask;
import io.staithe.queue.Task;
import io.staithe.queue.Tasks;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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
    private final Origins origins;
    private final Tasks tasks;
    private final Signatories signatories;
    private final Scheduler crypto;

    /**
     * Use cases over these.
     *
     * @param crypto where passphrases are tried
     */
    public Publications(PublicationStore store, Origins origins, Tasks tasks, PublicKeys keys, Scheduler crypto) {
        this.store = store;
        this.origins = origins;
        this.tasks = tasks;
        this.signatories = keys.signatories();
        this.crypto = crypto;
    }

    /** The living publications that the caller may read, in the order of their making. */
    public Flux<Publication> list(Caller caller) {
        return store.living()
                .filter(present -> caller.may(Asking.read(present.place())))
                .map(Present::publication);
    }

    /** How many packages each component of each living publication shows, in no order, for who may read all of them. */
    public Flux<Shown> shown(Caller caller) {
        return caller.required(Need.readAllPublications()).thenMany(store.shown());
    }

    /** A publication by place; {@code UNKNOWN_PUBLICATION} where there is none. */
    public Mono<Publication> show(Caller caller, Place place) {
        return caller.required(Asking.read(place)).then(store.present(place)).map(Present::publication);
    }

    /** A publication by its row; {@code UNKNOWN_PUBLICATION} where there is none that the caller may read. */
    public Mono<Publication> show(Caller caller, long id) {
        return living(caller, id).map(Present::publication);
    }

    /**
     * Publishes repositories or snapshots at a new place. Unknown ones, empty sources, storages that are not configured
     * and wrong passphrases are refused before acceptance; a taken place and what cannot be guessed fail the task.
     */
    public Mono<Task> create(Caller caller, NewPublication publication, Listing listing) {
        return caller.required(Asking.creation(publication))
                .then(Mono.defer(() -> proposal(publication)))
                .doOnNext(proposal -> caller.require(Asking.creation(proposal)))
                .flatMap(proposal -> submit(
                        caller,
                        listing,
                        new Wanted(
                                CREATE,
                                Payloads.write(proposal),
                                title(proposal),
                                proposal.likelyPlace().lane(),
                                proposal.sourceLanes())));
    }

    /**
     * Publishes what the sources hold now, with pending changes of the sources applied; an unknown place is refused
     * before acceptance.
     */
    public Mono<Task> update(Caller caller, Place place, Publication.Change change, Listing listing) {
        return switchTo(caller, place, change, List.of(), listing);
    }

    /**
     * Publishes other snapshots: each for the component that it names, where none is named for the only one, or for
     * {@code main}; components that are not named stay. An unknown snapshot, and any snapshot for a publication of
     * repositories, is refused before acceptance.
     */
    public Mono<Task> switchTo(
            Caller caller, Place place, Publication.Change change, List<NewSource> snapshots, Listing listing) {
        return caller.required(Asking.update(place, change, snapshots))
                .then(store.present(place))
                .delayUntil(present -> caller.required(Asking.update(present, snapshots)))
                .flatMap(present -> switched(present, snapshots)
                        .flatMap(origins -> update(caller, new Wish(present, change, origins), listing)));
    }

    private Mono<List<Origin>> switched(Present present, List<NewSource> snapshots) {
        if (!snapshots.isEmpty() && present.kind() == SourceKind.LOCAL) {
            return Mono.error(
                    new Refused(PublishFault.SOURCES_GIVEN, "snapshots shouldn't be given when updating local repo"));
        }
        return Flux.fromIterable(snapshots)
                .concatMap(given -> origins.named(present.kind(), component(present, given), given.name()))
                .collectList();
    }

    private static String component(Present present, NewSource given) {
        if (given.component() != null) {
            return Place.component(given.component());
        }
        return present.sources().size() == 1 ? present.sources().get(0).component() : "main";
    }

    /**
     * The same for a publication by its row. A signing key that is not ours is refused, not replaced by the default.
     */
    public Mono<Task> change(Caller caller, long id, Publication.Change change, Listing listing) {
        return changeable(caller, id)
                .delayUntil(present -> known(change.signing()))
                .flatMap(present -> update(caller, new Wish(present, change, List.of()), listing));
    }

    /**
     * Shows again what a kept generation shows; the publication does not publish itself any more from then on. A
     * generation that is not kept is refused before acceptance, or fails the task where it goes meanwhile.
     */
    public Mono<Task> rollback(Caller caller, long id, long generation, Listing listing) {
        return changeable(caller, id)
                .delayUntil(present -> kept(id, generation))
                .map(present -> reissuing(present, Reissue.rollback(id, generation)))
                .flatMap(wanted -> submit(caller, listing, wanted));
    }

    /**
     * Publishes every publication that has one of these repositories as a source, once, as {@link #update} does, where
     * the caller may publish it or it publishes itself: emits the accepted tasks in the order of the publications'
     * making; none where there is none.
     */
    public Flux<Task> updateAllOf(Caller caller, Set<Long> repositories, Listing listing) {
        return store.living()
                .filter(present -> present.kind() == SourceKind.LOCAL
                        && Asking.mayFollow(caller, present)
                        && present.sources().stream().anyMatch(origin -> repositories.contains(origin.id())))
                .collectList()
                .flatMapIterable(behind -> behind)
                .concatMap(present -> update(caller, new Wish(present, Publication.Change.NONE, List.of()), listing));
    }

    /** Publishes what the sources hold when the task runs; it waits for nothing that is only accepted. */
    Mono<Task> publishItself(Caller caller, long id) {
        return living(caller, id)
                .map(present -> new Wanted(
                        UPDATE,
                        Payloads.write(new Renewal(present.id(), Publication.Change.NONE, null, List.of())),
                        "Update published local repository " + present.place() + " after changes",
                        present.place().lane(),
                        Stream.empty()))
                .flatMap(wanted -> submit(caller, Listing.UNLISTED, wanted));
    }

    /** Brings a generation out again, as {@link Reissue} says. */
    Mono<Task> reissue(Caller caller, Reissue wanted) {
        return living(caller, wanted.publication())
                .map(present -> reissuing(present, wanted))
                .flatMap(reissue -> submit(caller, Listing.UNLISTED, reissue));
    }

    private static Wanted reissuing(Present present, Reissue wanted) {
        return new Wanted(
                REISSUE,
                Payloads.write(wanted),
                wanted.title(present),
                present.place().lane(),
                Stream.empty());
    }

    /** The kept generations of a publication, the newest first; {@code UNKNOWN_PUBLICATION} where there is none. */
    public Flux<Kept> generations(Caller caller, long id) {
        return living(caller, id).thenMany(store.kept(id));
    }

    /** A kept generation; {@code UNKNOWN_GENERATION} where it is gone. */
    public Mono<Kept> generation(Caller caller, long id, long number) {
        return living(caller, id).then(kept(id, number));
    }

    private Mono<Kept> kept(long id, long number) {
        return store.kept(id, number)
                .switchIfEmpty(Mono.error(() -> new Refused(
                        PublishFault.UNKNOWN_GENERATION, "publication " + id + " has no generation " + number)));
    }

    private Mono<Task> update(Caller caller, Wish wish, Listing listing) {
        return Mono.fromRunnable(() -> checked(wish.change(), wish.present().place()))
                .then(Mono.defer(() -> chosen(wish.change().signing())))
                .map(wish::renewal)
                .switchIfEmpty(Mono.fromCallable(() -> wish.renewal(null)))
                .flatMap(renewal -> updating(wish, renewal))
                .flatMap(wanted -> submit(caller, listing, wanted));
    }

    /** Takes a publication down; files that others use stay. An unknown place is refused before acceptance. */
    public Mono<Task> drop(Caller caller, Place place, boolean skipCleanup, Listing listing) {
        return caller.required(Asking.drop(place))
                .then(store.present(place))
                .map(present -> new Wanted(
                        DROP,
                        Payloads.write(new Removal(present.id(), skipCleanup)),
                        "Delete published " + present.kind().word() + " repository " + place,
                        place.lane(),
                        Stream.empty()))
                .flatMap(wanted -> submit(caller, listing, wanted));
    }

    /** Reads what is behind it now, what it is switched to, and what changes accepted before may put behind it. */
    private Mono<Wanted> updating(Wish wish, Renewal renewal) {
        Present present = wish.present();
        Flux<Lane> known = Flux.concat(Flux.fromIterable(wish.switched()), Flux.fromIterable(present.sources()))
                .map(origin -> origin.lane(present.kind()));
        return store.comingSources(present)
                .concatMap(name -> lane(present.kind(), name))
                .concatWith(known)
                .collectList()
                .map(reads -> new Wanted(
                        UPDATE,
                        Payloads.write(renewal),
                        "Update published " + present.kind().word() + " repository " + present.place(),
                        present.place().lane(),
                        reads.stream()));
    }

    /** Where a name means nothing yet, the lane of who may be making what it will mean. */
    private Mono<Lane> lane(SourceKind kind, String name) {
        return origins.named(kind, "", name)
                .map(origin -> origin.lane(kind))
                .onErrorResume(Refused.class, unknown -> Mono.just(Origin.making(kind, name)));
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
                        .concatMap(source -> origins.part(wanted.kind(), source))
                        .collectList()
                        .map(parts -> proposal(wanted, parts, options)));
    }

    private static Proposal proposal(NewPublication wanted, List<Part> parts, Options options) {
        return new Proposal(
                wanted.storage(),
                wanted.prefix(),
                wanted.distribution(),
                wanted.kind(),
                parts,
                wanted.architectures(),
                options,
                wanted.options().forceOverwrite());
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

    /** A number says nothing of the name: what the caller may not read is not there for him. */
    private Mono<Present> living(Caller caller, long id) {
        return store.living(id)
                .filter(present -> caller.may(Asking.read(present.place())))
                .switchIfEmpty(Mono.error(() -> PublishFault.unknown(Long.toString(id))));
    }

    private Mono<Present> changeable(Caller caller, long id) {
        return living(caller, id).doOnNext(present -> caller.require(Asking.update(present.place())));
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
        return "Publish " + proposal.kind().word() + " repository " + place + " with components " + components(proposal)
                + " and sources " + names;
    }

    private static String components(Proposal proposal) {
        return proposal.parts().stream()
                .map(part -> part.component() == null ? String.join(" ", part.components()) : part.component())
                .map(component -> "\"" + component + "\"")
                .collect(Collectors.joining(", "));
    }

    private static String placeOrPrefix(Proposal proposal) {
        try {
            return proposal.place().toString();
        } catch (Refused unclear) {
            return proposal.prefix();
        }
    }

    /** A task to be submitted. */
    private record Wanted(String kind, String payload, String title, Lane changes, Stream<Lane> reads) {}

    /** A publication that is to be updated, how, and what it is to be switched to. */
    private record Wish(Present present, Publication.Change change, List<Origin> switched) {
        Renewal renewal(@Nullable Signers signers) {
            return new Renewal(present.id(), change.withoutSigning(), signers, switched);
        }
    }

    /**
     * A publication to be made.
     *
     * @param distribution null: the one default of the repositories behind the sources
     * @param kind what the sources are
     * @param sources component (null: the default of the repositories behind it) and name
     * @param architectures empty: those of the packages
     */
    public record NewPublication(
            String storage,
            String prefix,
            @Nullable String distribution,
            SourceKind kind,
            List<NewSource> sources,
            List<String> architectures,
            Publication.Change options) {}

    /** A component, or null for the default of what is named, and the name of a repository or snapshot. */
    public record NewSource(@Nullable String component, String name) {}
}
