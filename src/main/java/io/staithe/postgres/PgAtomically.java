package io.staithe.postgres;

import io.staithe.queue.Announcements;
import io.staithe.queue.Atomically;
import io.staithe.queue.Decided;
import io.staithe.queue.NewTask;
import io.staithe.queue.NextClaim;
import io.staithe.queue.Settlement;
import io.staithe.queue.Shield;
import io.staithe.queue.Task;
import io.staithe.queue.TaskStore;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Transactions over one {@link TransactionalOperator}.
 *
 * <p>The outermost one is shielded from cancel, repeated as a whole when it lost a deadlock or a serialization race (so
 * a change must bear a second subscription), and only after its commit is told what it accepted and settled. One inside
 * another joins it, and an error in it rolls back the outer one even where that error is handled.
 */
public final class PgAtomically implements Atomically {

    private final TransactionalOperator transactions;
    private final TaskStore tasks;
    private final Announcements announcements;

    /** Transactions whose news is told through the announcements. */
    public PgAtomically(TransactionalOperator transactions, TaskStore tasks, Announcements announcements) {
        this.transactions = transactions;
        this.tasks = tasks;
        this.announcements = announcements;
    }

    @Override
    public <T> Mono<T> transact(Mono<T> change) {
        return Mono.deferContextual(context -> context.<News>getOrEmpty(News.class)
                .map(outer -> joined(change, outer))
                .orElseGet(() -> outermost(change)));
    }

    /** Outside of a transaction the one statement is its own, which saves two round trips. */
    @Override
    public Mono<Task> accept(NewTask task) {
        return Mono.deferContextual(context -> context.hasKey(News.class)
                ? tasks.insert(task).delayUntil(accepted -> afterCommit(() -> announcements.accepted(accepted)))
                : Shield.fromCancel(tasks.insert(task).doOnNext(announcements::accepted)));
    }

    @Override
    public Mono<List<Settlement>> settleAlong(Mono<Decided> change) {
        return transact(change.delayUntil(decided -> Mono.whenDelayError(
                        decided.writes(), settleAll(decided.settlements()), claimNext(decided.settlements())))
                .map(Decided::settlements));
    }

    private Mono<Void> settleAll(List<Settlement> settlements) {
        return tasks.settle(settlements).flatMap(settled -> afterCommit(() -> announcements.settled(settled)));
    }

    private static Mono<Void> claimNext(List<Settlement> settlements) {
        return Mono.deferContextual(context -> Mono.justOrEmpty(NextClaim.after(context, settlements)))
                .flatMap(next -> next.claim().flatMap(tasks -> afterCommit(() -> next.claimed(tasks))));
    }

    private <T> Mono<T> outermost(Mono<T> change) {
        return Shield.fromCancel(
                Mono.defer(() -> once(change)).retryWhen(SqlFaults.contention()).onErrorMap(SqlFaults::translate));
    }

    private static <T> Mono<T> joined(Mono<T> change, News outer) {
        return change.onErrorResume(failure -> {
            outer.failure().compareAndSet(null, failure);
            return Mono.error(failure);
        });
    }

    private <T> Mono<T> once(Mono<T> change) {
        News news = new News(new ConcurrentLinkedQueue<>(), new AtomicReference<>());
        return transactions
                .transactional(sound(change, news))
                .contextWrite(context -> context.put(News.class, news))
                .doOnSuccess(value -> news.tell());
    }

    /** The change, failed where something inside it failed, handled or not. */
    private static <T> Mono<T> sound(Mono<T> change, News news) {
        return change.materialize()
                .delayUntil(signal -> Mono.justOrEmpty(news.failure().get()).flatMap(Mono::error))
                .dematerialize();
    }

    private static Mono<Void> afterCommit(Runnable telling) {
        return Mono.deferContextual(context -> {
            context.get(News.class).tellings().add(telling);
            return Mono.empty();
        });
    }

    /** What is to be told when the transaction of this context has committed, and what failed inside it first. */
    private record News(Queue<Runnable> tellings, AtomicReference<@Nullable Throwable> failure) {
        void tell() {
            tellings.forEach(Runnable::run);
        }
    }
}
