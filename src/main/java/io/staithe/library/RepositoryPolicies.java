package io.staithe.library;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.access.Role;
import io.staithe.access.audit.Audit;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.Repository;
import io.staithe.events.webhook.Secret;
import io.staithe.fault.Refused;
import io.staithe.library.policy.Policies;
import io.staithe.library.policy.PolicyFault;
import io.staithe.library.policy.PolicyStore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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

    /**
     * Sets them in place of what was set before, and emits them; {@code UNKNOWN_REPOSITORY}, and {@code BAD_POLICIES}
     * for a hook without a secret. Repeatable.
     *
     * @param secret what requests to the hook are signed with; null for that of before
     */
    public Mono<Policies> set(Caller caller, String repository, Policies policies, @Nullable Secret secret) {
        return changed(caller, repository, policies, secret)
                .delayUntil(set -> audit.done(
                        caller, "policy.set", "Set policies of repo " + repository + ":" + members(policies)))
                .map(Policies::of);
    }

    /** Which rules are set; not how, since addresses of hooks are often secrets. */
    private static String members(Policies policies) {
        return policies.rules().stream().map(rule -> " " + rule.member()).collect(Collectors.joining());
    }

    /** Takes all rules away; {@code UNKNOWN_REPOSITORY}. Repeatable. */
    public Mono<Void> remove(Caller caller, String repository) {
        return changed(caller, repository, Policies.NONE, null)
                .delayUntil(set -> audit.done(caller, "policy.remove", "Remove policies of repo " + repository))
                .then();
    }

    /** What was there a moment ago and cannot be set has no secret, or is dropped by now. */
    private Mono<Repository> changed(Caller caller, String name, Policies policies, @Nullable Secret secret) {
        return managed(caller, name)
                .flatMap(found -> store.set(found.id(), policies, secret))
                .switchIfEmpty(Mono.defer(() -> managed(caller, name)).flatMap(there -> Mono.error(withoutSecret())));
    }

    private static Refused withoutSecret() {
        return new Refused(
                PolicyFault.BAD_POLICIES, "'hook.secret' must be given where the repository has no hook yet");
    }

    private Mono<Repository> managed(Caller caller, String name) {
        return caller.required(Need.whole(Role.MANAGE, name)).then(Members.repository(catalog, name));
    }
}
