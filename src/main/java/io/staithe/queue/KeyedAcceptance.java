package io.staithe.queue;

import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Accepts a call that bears a {@link RequestKey} once: the key is written in the transaction of the task's acceptance,
 * so that neither a crash nor a race of replicas gives it two tasks. Acceptance without a key is as it was.
 */
public final class KeyedAcceptance implements Atomically {
    private final Atomically atomically;
    private final RequestKeys keys;
    private final TaskStore tasks;

    /** Keys before an acceptance. */
    public KeyedAcceptance(Atomically atomically, RequestKeys keys, TaskStore tasks) {
        this.atomically = atomically;
        this.keys = keys;
        this.tasks = tasks;
    }

    /**
     * The task of the first call where this one repeats it, without looking at anything else; else the submission's.
     */
    public Mono<Task> once(Mono<Task> submission) {
        return Mono.deferContextual(context -> context.<RequestKey>getOrEmpty(RequestKey.class)
                .map(key -> earlier(key).switchIfEmpty(submission))
                .orElse(submission));
    }

    @Override
    public <T> Mono<T> transact(Mono<T> change) {
        return atomically.transact(change);
    }

    @Override
    public Mono<Task> accept(NewTask task) {
        return Mono.deferContextual(context -> context.<RequestKey>getOrEmpty(RequestKey.class)
                .map(key -> atomically.transact(first(key, task).switchIfEmpty(earlier(key))))
                .orElseGet(() -> atomically.accept(task)));
    }

    @Override
    public Mono<List<Settlement>> settleAlong(Mono<Decided> change) {
        return atomically.settleAlong(change);
    }

    private Mono<Task> first(RequestKey key, NewTask task) {
        return keys.take(key)
                .flatMap(taken -> atomically.accept(task))
                .delayUntil(accepted -> keys.bind(key, accepted.id()));
    }

    private Mono<Task> earlier(RequestKey key) {
        return Mono.defer(() -> keys.find(key)).flatMap(tasks::find);
    }
}
