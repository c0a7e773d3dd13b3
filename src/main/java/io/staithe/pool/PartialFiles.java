package io.staithe.pool;

import java.time.Instant;
import java.util.Collection;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Files that come in pieces: they lie in the spool of an instance and outlive connections and starts.
 *
 * <p>A name is a file name that the caller makes up; no two writers ever use one.
 */
public interface PartialFiles {
    /** A file of this instance that has no byte yet. */
    PartialFile begin(String name);

    /**
     * A file of this instance, as far as it is durable; what lies behind that is written over. Empty where the file has
     * fewer bytes, or is not there. Its digests are made from its bytes when they are first needed.
     */
    Mono<PartialFile> resume(String name, long durableBytes);

    /**
     * Copies the first bytes of a file of another instance into a new one of this instance, durably. Emits the copy;
     * empty where there are fewer bytes. After an error nothing is left.
     *
     * @param name the name there
     * @param copy the name here
     */
    Mono<PartialFile> copy(String instance, String name, long durableBytes, String copy);

    /** Deletes a file of an instance; one that is gone already is fine. */
    Mono<Void> delete(String instance, String name);

    /** The partial files of these instances and of this one, in no order. */
    Flux<Leftover> all(Collection<String> instances);

    /**
     * A partial file that is there.
     *
     * @param writtenAt when its bytes were changed last, by the clock of its disk
     */
    record Leftover(String instance, String name, Instant writtenAt) {}
}
