package io.staithe.queue.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

final class TurnsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MANY = 5_000;

    private final AtomicInteger running = new AtomicInteger();

    @Test
    void noMoreRunAtOnceThanTheLimit() {
        Turns turns = new Turns(3);
        Sinks.Empty<Void> end = Sinks.empty();
        Mono<Void> work = Mono.fromRunnable(running::incrementAndGet).then(end.asMono());
        StepVerifier.create(Flux.range(0, 10).flatMap(n -> turns.turn(work)))
                .expectSubscription()
                .then(() -> assertThat(running).hasValue(3))
                .then(() -> end.tryEmitEmpty().orThrow())
                .expectComplete()
                .verify(TIMEOUT);
        assertThat(running).hasValue(10);
    }

    @Test
    void workThatFailsOrIsCancelledGivesItsTurnBack() {
        Turns turns = new Turns(1);
        StepVerifier.create(turns.turn(Mono.error(new IllegalStateException("planned"))))
                .expectError(IllegalStateException.class)
                .verify(TIMEOUT);
        StepVerifier.create(turns.turn(Mono.never()))
                .expectSubscription()
                .thenCancel()
                .verify(TIMEOUT);
        Disposable held = turns.turn(Mono.never()).subscribe();
        turns.turn(Mono.never()).subscribe().dispose();
        held.dispose();
        StepVerifier.create(turns.turn(Mono.just(1)))
                .expectNext(1)
                .expectComplete()
                .verify(TIMEOUT);
    }

    @Test
    void aLongQueueOfInstantWorkDoesNotExhaustTheStack() {
        Turns turns = new Turns(1);
        Sinks.Empty<Void> first = Sinks.empty();
        Flux<Integer> others =
                Flux.range(0, MANY).flatMap(n -> turns.turn(Mono.fromSupplier(running::incrementAndGet)), MANY);
        StepVerifier.create(Flux.merge(turns.turn(first.asMono()), others).then())
                .expectSubscription()
                .then(() -> first.tryEmitEmpty().orThrow())
                .expectComplete()
                .verify(TIMEOUT);
        assertThat(running).hasValue(MANY);
    }
}
