package io.staithe.library.verify;

import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How far the verifier is in each part. Who takes a page has it until it is given back or its time is over, by the
 * clock of the database; so instances share the work. A lost connection is UNAVAILABLE everywhere.
 */
public interface VerifierStore {
    /**
     * Takes the next page of a part, unless somebody has it, or had it a moment ago; empty then.
     *
     * @param holder who takes it, a name that nobody else has
     * @param lease for how long
     */
    Mono<Turn> take(String part, String holder, Duration lease);

    /** Gives a page back and says where the next one begins; nothing where the time was over. */
    Mono<Void> give(Turn done, String next, Duration rest);

    /** How long ago the last whole round of each part was over; where there was none, its first one began. */
    Flux<Age> ages();

    /**
     * A page that is taken.
     *
     * @param place where it begins; empty for a new round
     * @param size how many things there were at the beginning of the round
     */
    record Turn(String part, String holder, String place, long size) {
        /** The same with the number of things of a new round. */
        Turn of(long things) {
            return new Turn(part, holder, place, things);
        }
    }

    /** How old the knowledge about a part is. */
    record Age(String part, Duration age) {}
}
