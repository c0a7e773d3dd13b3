package io.staithe.publish.sources;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.fault.Refused;
import io.staithe.observe.Correlation;
import io.staithe.publish.Asking;
import io.staithe.publish.Payloads;
import io.staithe.publish.Place;
import io.staithe.publish.Present;
import io.staithe.publish.Publication.Source;
import io.staithe.publish.PublicationStore;
import io.staithe.publish.PublishFault;
import io.staithe.queue.Listing;
import io.staithe.queue.NewTask;
import io.staithe.queue.Task;
import io.staithe.queue.Tasks;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Use cases that change what a publication is made of. Nothing that is published changes before its next update, which
 * looks the names up. Those that change something emit the accepted task; an unknown publication is refused at once.
 */
public final class SourceChanges {
    /** The task kinds. */
    public static final String ADD = "source.add";

    public static final String REPLACE = "source.replace";
    public static final String DISCARD = "source.discard";
    public static final String SET = "source.set";
    public static final String REMOVE = "source.remove";

    /** Those that name sources. */
    public static final Set<String> NAMING = Set.of(ADD, REPLACE, SET);

    private final PublicationStore store;
    private final Tasks tasks;

    /** Use cases over these. */
    public SourceChanges(PublicationStore store, Tasks tasks) {
        this.store = store;
        this.tasks = tasks;
    }

    /** The sources from the next update on, by component; {@code NO_SOURCE_CHANGES} where they stay as they are. */
    public Flux<Source> pending(Caller caller, Place place) {
        return caller.required(Need.publicationRead(place.toString()))
                .then(store.present(place))
                .filter(present -> present.pending() != null)
                .switchIfEmpty(Mono.error(() -> new Refused(PublishFault.NO_SOURCE_CHANGES, "No source changes exist")))
                .flatMapIterable(Present::wanted);
    }

    /** Adds a component; one that is there fails the task with {@code COMPONENT_EXISTS}. */
    public Mono<Task> add(Caller caller, Place place, Source source, Listing listing) {
        return submit(caller, place, ADD, new Draft("", List.of(source)), listing);
    }

    /** Puts other sources in place of all; of two for one component the later counts. */
    public Mono<Task> replace(Caller caller, Place place, List<Source> sources, Listing listing) {
        return submit(caller, place, REPLACE, new Draft("", sources), listing);
    }

    /** Forgets pending changes; there may be none. */
    public Mono<Task> discard(Caller caller, Place place, Listing listing) {
        return submit(caller, place, DISCARD, new Draft("", List.of()), listing);
    }

    /** Gives a component another source, or another name too; an unknown one fails with {@code UNKNOWN_COMPONENT}. */
    public Mono<Task> set(Caller caller, Place place, String component, Source source, Listing listing) {
        return submit(caller, place, SET, new Draft(component, List.of(source)), listing);
    }

    /** Takes a component away; an unknown one fails the task with {@code UNKNOWN_COMPONENT}. */
    public Mono<Task> remove(Caller caller, Place place, String component, Listing listing) {
        return submit(caller, place, REMOVE, new Draft(component, List.of()), listing);
    }

    private Mono<Task> submit(Caller caller, Place place, String kind, Draft draft, Listing listing) {
        return caller.required(draft.needs(kind, place))
                .then(store.present(place))
                .doOnNext(present -> draft.sources().forEach(source -> Place.component(source.component())))
                .flatMap(present -> Correlation.current()
                        .map(correlation -> new NewTask(
                                kind,
                                Payloads.VERSION,
                                Payloads.write(draft.of(present)),
                                "Update published " + present.kind().word() + " repository " + present.place(),
                                caller,
                                correlation,
                                List.of(present.place().lane()),
                                List.of(),
                                listing == Listing.LISTED)))
                .flatMap(tasks::submit);
    }

    /**
     * A change.
     *
     * @param component whose source is changed or taken away; else empty
     */
    private record Draft(String component, List<Source> sources) {
        List<Need> needs(String kind, Place place) {
            boolean isOfAll = kind.equals(REPLACE) || kind.equals(DISCARD);
            Stream<Need> changed = isOfAll
                    ? Stream.of(Asking.update(place))
                    : Stream.concat(Stream.of(component), sources.stream().map(Source::component))
                            .filter(name -> !name.isEmpty())
                            .map(name -> Asking.component(place, name));
            return Stream.concat(changed, sources.stream().map(source -> Asking.read(source.name())))
                    .toList();
        }

        SourceChange of(Present present) {
            return new SourceChange(present.id(), component, sources);
        }
    }
}
