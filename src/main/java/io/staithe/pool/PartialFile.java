package io.staithe.pool;

import io.staithe.fault.Fault;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A file that grows by several bodies, with its running digests.
 *
 * <p>One body at a time: {@link #append}, then {@link #settle} however that ended. Only {@link #durableBytes},
 * {@link #isSilentFor}, {@link #checkpoint} and {@link #interrupt} may be called beside them. Threads: any.
 */
public interface PartialFile {
    /** How many bytes are durable; never fewer than before. */
    long durableBytes();

    /** Completes when the digests are known: at once but for a file that was resumed, whose bytes are read once. */
    Mono<Void> hashed();

    /**
     * Reads a body behind what is there. Takes over the buffers; an error or a cancel releases every one. Completes
     * when the body is at its end; where it has not the checksum, {@code CHECKSUM_MISMATCH}.
     *
     * @param checksum of this body alone
     */
    Mono<Void> append(Flux<DataBuffer> body, BodyLimits limits, @Nullable Checksum checksum);

    /**
     * Whether a body is being read whose sender has been silent for so long. Time in which it was made to wait, by
     * disk, digests or what comes before the reading, is no silence of its.
     */
    boolean isSilentFor(Duration time);

    /** Ends the body that is being read with a fault; where there is none nothing happens. */
    void interrupt(Fault fault);

    /** Makes durable what is written by now; emits {@link #durableBytes}. A body with a checksum counts for nothing. */
    Mono<Long> checkpoint();

    /**
     * Makes durable what came, whether the body ended, failed or was cancelled, or forgets it where it has not shown
     * its checksum. Emits {@link #durableBytes}. After an error the file is as it was at the last checkpoint.
     * Repeatable.
     */
    Mono<Long> settle();

    /**
     * Gives the file, whole, a second name in the spool, which goes its own way. Repeatable; each time another name.
     */
    Mono<Spooled> spooled();

    /** Deletes the file; one that is gone already is fine. */
    Mono<Void> delete();

    /**
     * What a body has to come to.
     *
     * @param algorithm as {@link java.security.MessageDigest} names it
     * @param digest lower-case hexadecimal
     */
    record Checksum(String algorithm, String digest) {}
}
