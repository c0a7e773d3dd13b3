package io.staithe.queue;

import java.util.List;
import reactor.core.publisher.Mono;

/**
 * What a change comes to.
 *
 * @param settlements of the tasks that asked for it
 * @param writes what is still to be written in the same transaction
 */
public record Decided(List<Settlement> settlements, Mono<Void> writes) {
    /** Copies the list. */
    public Decided {
        settlements = List.copyOf(settlements);
    }

    /** Of a change that is written. */
    public static Decided written(List<Settlement> settlements) {
        return new Decided(settlements, Mono.empty());
    }
}
