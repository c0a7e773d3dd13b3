package io.staithe.queue;

import java.util.Collection;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Short notices between the instances on one database. Whoever listens when one is given hears it, who gives it too;
 * none is kept, so nothing may depend on one. ADR 0045.
 */
public interface Notices {
    /** The longest notice, in characters of ASCII. */
    int MAX_CHARACTERS = 7000;

    /** No notices: a line that never opens. */
    Notices NONE = Mono::never;

    /** Opens a line, to be closed by whoever opened it; UNAVAILABLE where the database cannot be reached. */
    Mono<Line> open();

    /** A connection that carries notices both ways. */
    interface Line {
        /**
         * What is given from now on, in the order of the database; fails with UNAVAILABLE when the connection is lost
         * and never completes. To be subscribed to once.
         */
        Flux<String> heard();

        /** Gives notices, of ASCII without NUL, none longer than {@link #MAX_CHARACTERS}; a cancel does not cut it. */
        Mono<Void> give(Collection<String> notices);

        /** Closes the line; never an error. */
        Mono<Void> close();
    }
}
