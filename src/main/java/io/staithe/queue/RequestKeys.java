package io.staithe.queue;

import reactor.core.publisher.Mono;

/** The rows of keys by which calls are repeated; a key lives as long as its task. Methods join a transaction. */
public interface RequestKeys {
    /**
     * Takes a key that nobody has used, and emits it; empty where somebody has. Waits for a transaction that is just
     * taking it.
     */
    Mono<RequestKey> take(RequestKey key);

    /** Says what a call was accepted as. In the transaction that took its key. */
    Mono<Void> bind(RequestKey key, TaskId task);

    /**
     * What the call of this key was accepted as; empty where none was. Another call's is
     * {@code QueueFault.REQUEST_KEY_REUSED}.
     */
    Mono<TaskId> find(RequestKey key);
}
