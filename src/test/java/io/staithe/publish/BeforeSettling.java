package io.staithe.publish;

import io.staithe.queue.Atomically;
import io.staithe.queue.Decided;
import io.staithe.queue.NewTask;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import java.util.List;
import reactor.core.publisher.Mono;

/** Transactions of settlements before which something happens. */
record BeforeSettling(Atomically plain, Mono<Void> before) implements Atomically {
    @Override
    public <T> Mono<T> transact(Mono<T> change) {
        return plain.transact(change);
    }

    @Override
    public Mono<Task> accept(NewTask task) {
        return plain.accept(task);
    }

    @Override
    public Mono<List<Settlement>> settleAlong(Mono<Decided> change) {
        return before.then(Mono.defer(() -> plain.settleAlong(change)));
    }
}
