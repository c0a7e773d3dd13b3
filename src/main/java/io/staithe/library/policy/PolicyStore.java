package io.staithe.library.policy;

import io.staithe.catalog.Repository;
import io.staithe.catalog.RepositoryId;
import io.staithe.events.webhook.Secret;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Where policies are kept: with their repositories. */
public interface PolicyStore {
    /**
     * Sets the policies of a living repository, waiting for a change of it that is under way; empty where it was
     * dropped. What is added after it keeps to them. Repeatable.
     *
     * @param secret what requests to the hook are signed with; null for that of before. Empty, and nothing is set,
     *     where there is a hook and no secret
     */
    Mono<Repository> set(RepositoryId id, Policies policies, @Nullable Secret secret);

    /**
     * The living repositories that hold something for longer than they may, and have no unfinished task of a kind, in
     * the order of their rows.
     */
    Flux<Repository> overdue(String kind);
}
