package io.staithe.access.token;

import java.time.Instant;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** All tokens, with hashes instead of secrets. */
public interface Tokens {
    /** Keeps a token; {@code TOKEN_EXISTS} where one of that name is not revoked. */
    Mono<Token> create(Token.Draft draft, SecretHash hash, String createdBy);

    /** Keeps a token where there is none at all, revoked ones included; empty where there is. */
    Mono<Token> createFirst(Token.Draft draft, SecretHash hash, String createdBy);

    /** Whether there is one at all, revoked ones included. */
    Mono<Boolean> any();

    /** All, by name, the newest of a name first. */
    Flux<Token> list();

    /** The newest of a name; empty where there is none. */
    Mono<Token> find(String name);

    /** The one with this secret, revoked and expired ones included; empty where there is none. */
    Mono<Token> find(SecretHash hash);

    /** Revokes the one of a name that is not revoked; empty where there is none. */
    Mono<Token> revoke(String name);

    /** Notes that these were used a moment ago. */
    Mono<Void> used(Set<Long> ids);

    /** Forgets those that have stood for nobody since then; how many. */
    Mono<Long> sweep(Instant before);
}
