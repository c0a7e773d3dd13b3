package io.staithe.access.token;

import java.time.Instant;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** All tokens, with hashes instead of secrets. */
public interface Tokens {
    /** Keeps a token; {@code TOKEN_EXISTS} where one of that name is not revoked. */
    Mono<Token> create(Token.Draft draft, SecretHash hash, String createdBy);

    /** Keeps a token where none with {@code admin} was ever made; empty where one was, or the name is taken. */
    Mono<Token> createFirst(Token.Draft draft, SecretHash hash, String createdBy);

    /** Those with {@code admin}, revoked and expired ones included: none only where none was ever made. */
    Flux<Token> admins();

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

    /** Forgets those that have stood for nobody since then, but for the newest with {@code admin}; how many. */
    Mono<Long> sweep(Instant before);
}
