package io.staithe.publish;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows of publications, read. A lost connection is UNAVAILABLE everywhere. */
public interface PublicationStore {
    /** The living publications in the order of their making. */
    Flux<Present> living();

    /** The living publication at a place; empty where there is none. */
    Mono<Present> living(Place place);

    /** A living publication by its row; empty where it was dropped or never was. */
    Mono<Present> living(long id);

    /** The kept generations of a publication, the newest first. */
    Flux<Kept> kept(long publication);

    /** A kept generation; empty where it is gone. */
    Mono<Kept> kept(long publication, long number);
}
