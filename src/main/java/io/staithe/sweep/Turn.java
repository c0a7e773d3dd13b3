package io.staithe.sweep;

import io.staithe.queue.Shield;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;

/** Lets one at a time do some work in this process. */
final class Turn {
    private static final Duration LOOK = Duration.ofMillis(20);

    private final AtomicBoolean taken = new AtomicBoolean();

    /** The work, when nobody else is at it. Once begun it runs to its end; a cancel only drops the outcome. */
    <T> Mono<T> alone(Mono<T> work) {
        return Shield.fromCancel(
                Mono.usingWhen(mine(), turn -> work, turn -> Mono.fromRunnable(() -> taken.set(false))));
    }

    private Mono<Boolean> mine() {
        return Mono.fromSupplier(() -> taken.compareAndSet(false, true))
                .filter(mine -> mine)
                .repeatWhenEmpty(Integer.MAX_VALUE, looks -> looks.delayElements(LOOK));
    }
}
