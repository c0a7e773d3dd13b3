package io.staithe.access.token;

import reactor.core.publisher.Mono;

/** Whom statements of others stand for. */
public interface Identities {
    /** Knows nobody. */
    Identities NONE = statement -> Mono.empty();

    /**
     * Whom a statement stands for, if anybody; empty where it is none. An {@code Exhausted} says that nobody can tell
     * now.
     */
    Mono<Verdict> identified(String statement);
}
