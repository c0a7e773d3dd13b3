package io.staithe.library;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.access.Role;
import io.staithe.access.audit.Audit;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.Repository;
import io.staithe.library.policy.Policies;
import io.staithe.library.policy.PolicyStore;
import io.staithe.library.task.RepositoryChanges;
import reactor.core.publisher.Mono;

/**
 * Use cases of what repositories take; all of them take {@code manage} on all of the repository. What is set holds for
 * whatever is added after it, accepted before or not.
 */
public final class RepositoryPolicies {
    private final Catalog catalog;
    private final PolicyStore store;
    private final Audit audit;

    /** Use cases on these. */
    public RepositoryPolicies(Catalog catalog, PolicyStore store, Audit audit) {
        this.catalog = catalog;
        this.store = store;
        this.audit = audit;
    }

    /** The policies of a repository; {@code UNKNOWN_REPOSITORY}. */
    public Mono<Policies> show(Caller caller, String repository) {
        return managed(caller, repository).map(Policies::of);
    }

    /** Sets them in place of what was set before, and emits them; {@code UNKNOWN_REPOSITORY}. Repeatable. */
    public Mono<Policies> set(Caller caller, String repository, Policies policies) {
        return changed(caller, repository, policies)
                .delayUntil(set -> audit.done(caller, "policy.set", "Set policies of repo " + repository))
                .map(Policies::of);
    }

    /** Takes all rules away; {@code UNKNOWN_REPOSITORY}. Repeatable. */
    public Mono<Void> remove(Caller caller, String repository) {
        return changed(caller, repository, Policies.NONE)
                .delayUntil(set -> audit.done(caller, "policy.remove", "Remove policies of repo " + repository))
                .then();
    }

    private Mono<Repository> changed(Caller caller, String name, Policies policies) {
        return managed(caller, name)
                .flatMap(found -> store.set(found.id(), policies.text()))
                .switchIfEmpty(Mono.error(() -> RepositoryChanges.unknown(name)));
    }

    private Mono<Repository> managed(Caller caller, String name) {
        return caller.required(Need.whole(Role.MANAGE, name)).then(Members.repository(catalog, name));
    }
}
