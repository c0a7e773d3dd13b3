package io.staithe.openpgp;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Signs statements on threads of its own, many at once: a hop costs as much as signing a few. */
public final class StatementSigner {
    private final StatementKey key;
    private final Scheduler threads;

    /** Signs with a key. */
    public StatementSigner(StatementKey key, Scheduler threads) {
        this.key = key;
        this.threads = threads;
    }

    /**
     * The signatures of statements, in their order. Where the threads take no more, the subscriber's thread signs: what
     * the statements tell has happened already, and must not be told as a failure. Repeatable.
     */
    public Mono<List<byte[]>> sign(List<byte[]> statements) {
        Mono<List<byte[]>> signing =
                Mono.fromCallable(() -> statements.stream().map(key::sign).toList());
        return signing.subscribeOn(threads).onErrorResume(RejectedExecutionException.class, full -> signing);
    }
}
