package io.staithe.publish;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows of publications, read. A lost connection is UNAVAILABLE everywhere. */
public interface PublicationStore {
    /** The living publications in the order of their making. */
    Flux<Present> living();

    /** The living publication at a place; empty where there is none. */
    Mono<Present> living(Place place);

    /** The same; {@code UNKNOWN_PUBLICATION} where there is none, or can be none. */
    default Mono<Present> present(Place place) {
        return Mono.just(place)
                .filter(Place::isPossible)
                .flatMap(this::living)
                .switchIfEmpty(Mono.error(() -> PublishFault.unknown(place.toString())));
    }

    /** A living publication by its row; empty where it was dropped or never was. */
    Mono<Present> living(long id);

    /**
     * The names of the sources that a publication may have from its next update on: pending ones, and those of changes
     * that are accepted and not finished. Each once, in no order; both are read at the same instant.
     */
    Flux<String> comingSources(Present publication);

    /** The kept generations of a publication, the newest first. */
    Flux<Kept> kept(long publication);

    /** A kept generation; empty where it is gone. */
    Mono<Kept> kept(long publication, long number);

    /** How many packages are behind each component of the living publications' current generations, in no order. */
    Flux<Shown> shown();

    /** How many packages are behind a component of a publication. */
    record Shown(long publication, String component, long packages) {}
}
