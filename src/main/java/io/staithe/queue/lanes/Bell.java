package io.staithe.queue.lanes;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;

/**
 * A wake-up: rung by anybody, answered by one piece of work at a time.
 *
 * <p>Rings coalesce: after a ring an answer begins that has not begun before it, and the bell remembers no more than
 * one. An answer that fails is logged and does not end the bell. Answers begin on a timer's thread, so that a ring
 * costs its caller next to nothing.
 */
public final class Bell {
    private static final Logger LOG = LoggerFactory.getLogger(Bell.class);
    private static final long MAX_SPIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final Supplier<Mono<Void>> answer;
    private final Sinks.Many<Bell> rings =
            Sinks.many().unicast().onBackpressureBuffer(Queues.<Bell>one().get());
    private final AtomicBoolean hung = new AtomicBoolean();

    /** A bell whose rings are answered by this; the name is for the log. */
    public Bell(String name, Supplier<Mono<Void>> answer) {
        this.name = name;
        this.answer = answer;
    }

    /** Asks for an answer that begins from now on. A bell that was taken down stays silent. */
    public void ring() {
        if (hung.compareAndSet(false, true)) {
            rings.asFlux().concatMap(ring -> answered(), 0).subscribe();
        }
        switch (strike()) {
            case OK -> {}
            // One ring waits already, and its answer has not begun.
            case FAIL_OVERFLOW, FAIL_ZERO_SUBSCRIBER -> {}
            case FAIL_TERMINATED, FAIL_CANCELLED -> LOG.debug("event=bell.down bell={}", name);
            case FAIL_NON_SERIALIZED -> LOG.warn("event=bell.jammed bell={}", name);
        }
    }

    /** Takes it down: the answer that runs runs on, no other begins. */
    void takeDown() {
        rings.tryEmitComplete();
    }

    private Sinks.EmitResult strike() {
        Sinks.EmitResult result = rings.tryEmitNext(this);
        long deadline = System.nanoTime() + MAX_SPIN_NANOS;
        while (result == Sinks.EmitResult.FAIL_NON_SERIALIZED && System.nanoTime() < deadline) {
            result = rings.tryEmitNext(this);
        }
        return result;
    }

    private Mono<Void> answered() {
        return Mono.delay(Duration.ZERO)
                .then(Mono.defer(answer))
                .onErrorResume(failure -> Mono.fromRunnable(
                        () -> LOG.warn("event=bell.failed bell={} reason={}", name, failure.toString())));
    }
}
