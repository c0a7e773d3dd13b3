package io.staithe.publish;

import io.staithe.queue.Atomically;
import io.staithe.queue.Decided;
import io.staithe.queue.NewTask;
import io.staithe.queue.Settlement;
import io.staithe.queue.Task;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Something comes before each settlement. */
record Gated(Atomically plain, Function<Mono<List<Settlement>>, Mono<List<Settlement>>> gate) implements Atomically {
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
        return gate.apply(plain.settleAlong(change));
    }
}
