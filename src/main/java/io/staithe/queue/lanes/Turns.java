package io.staithe.queue.lanes;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Bounds how many pieces of work run at once; the others wait in the order in which they came.
 *
 * <p>Whoever waits holds a queue entry only.
 */
final class Turns {
    private final Queue<Sinks.One<Turns>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger free;
    private final AtomicInteger handing = new AtomicInteger();

    Turns(int limit) {
        this.free = new AtomicInteger(limit);
    }

    /** The same work, begun when a turn is free. */
    <T> Mono<T> turn(Mono<T> work) {
        return Mono.usingWhen(
                Mono.defer(this::taken),
                turn -> work,
                turn -> givenBack(),
                (turn, failure) -> givenBack(),
                turn -> givenBack());
    }

    private Mono<Turns> taken() {
        Sinks.One<Turns> place = Sinks.one();
        waiting.add(place);
        hand();
        return place.asMono().doOnCancel(() -> leave(place));
    }

    /** Cancelled before its work began: out of the queue, or out of the turn that it was handed meanwhile. */
    private void leave(Sinks.One<Turns> place) {
        if (!waiting.remove(place)) {
            free.incrementAndGet();
            hand();
        }
    }

    private Mono<Void> givenBack() {
        return Mono.fromRunnable(() -> {
            free.incrementAndGet();
            hand();
        });
    }

    /**
     * Hands free turns to those who wait; one thread at a time does it for all, which bounds the depth of the stack.
     */
    private void hand() {
        if (handing.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        while (missed != 0) {
            handAll();
            missed = handing.addAndGet(-missed);
        }
    }

    private void handAll() {
        while (free.get() > 0) {
            Sinks.One<Turns> next = waiting.poll();
            if (next == null) {
                return;
            }
            free.decrementAndGet();
            next.tryEmitValue(this).orThrow();
        }
    }
}
