package io.staithe.queue;

import java.time.Instant;
import reactor.core.publisher.Mono;

/** The rows of keys of calls that are carried out at once, and are no task. */
public interface ActKeys {
    /** Takes a key that nobody has used, and emits it; empty where somebody has. */
    Mono<RequestKey> take(RequestKey key);

    /** Says what the call of a key made. */
    Mono<Void> made(RequestKey key, String name);

    /** Lets go of a key whose call made nothing. */
    Mono<Void> free(RequestKey key);

    /**
     * What the call of this key made. {@code QueueFault.REQUEST_KEY_REUSED} where it was another call,
     * {@code REQUEST_KEY_OPEN} where its end is not known; empty where the key was let go.
     */
    Mono<String> find(RequestKey key);

    /** Forgets those that were taken before then; how many. */
    Mono<Long> sweep(Instant before);
}
