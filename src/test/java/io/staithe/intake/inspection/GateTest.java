package io.staithe.intake.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** {@link Gate} lets in as many as it has places for, in order, and loses none. */
final class GateTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void onlyAsManyAsPlacesAreInsideAndTheOthersComeInOrder() {
        Gate gate = new Gate(2);
        List<Sinks.Empty<Void>> ends = new ArrayList<>();
        List<Integer> inside = new ArrayList<>();
        for (int visitor = 0; visitor < 4; visitor++) {
            int number = visitor;
            Sinks.Empty<Void> end = Sinks.empty();
            ends.add(end);
            gate.pass(Mono.defer(() -> {
                        inside.add(number);
                        return end.asMono();
                    }))
                    .subscribe();
        }
        assertThat(inside).containsExactly(0, 1);
        ends.get(1).tryEmitEmpty();
        assertThat(inside).containsExactly(0, 1, 2);
        ends.get(0).tryEmitEmpty();
        assertThat(inside).containsExactly(0, 1, 2, 3);
    }

    @Test
    void whoGivesUpWaitingLeavesTheQueue() {
        Gate gate = new Gate(1);
        Disposable first = gate.pass(Mono.never()).subscribe();
        Disposable second = gate.pass(Mono.never()).subscribe();
        AtomicInteger third = new AtomicInteger();
        gate.pass(Mono.fromRunnable(third::incrementAndGet)).subscribe();
        second.dispose();
        assertThat(third).hasValue(0);
        first.dispose();
        assertThat(third).hasValue(1);
    }

    @Test
    void aFailureFreesThePlace() {
        Gate gate = new Gate(1);
        StepVerifier.create(gate.pass(Mono.error(new IllegalStateException())))
                .expectError(IllegalStateException.class)
                .verify(PATIENCE);
        StepVerifier.create(gate.pass(Mono.just("in")))
                .expectNext("in")
                .expectComplete()
                .verify(PATIENCE);
    }

    /** Those who give up leave at once, though their work may run to its end: only the others are counted. */
    @Test
    void manyVisitorsOfWhichSomeGiveUpLoseNoPlace() {
        Gate gate = new Gate(3);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Mono<Integer> visit = Mono.fromCallable(() -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    return inside.decrementAndGet();
                })
                .subscribeOn(Schedulers.parallel());
        Mono<Integer> glance = Mono.fromCallable(() -> 0).subscribeOn(Schedulers.parallel());
        Flux<Integer> visits = Flux.range(0, 2_000)
                .flatMap(
                        n -> n % 3 == 0
                                ? gate.pass(glance).take(Duration.ofNanos(n)).onErrorComplete()
                                : gate.pass(visit),
                        64);
        StepVerifier.create(visits.then()).expectComplete().verify(PATIENCE);
        assertThat(most.get()).isBetween(1, 3);
        StepVerifier.create(Flux.range(0, 3).flatMap(n -> gate.pass(visit)))
                .expectNextCount(3)
                .expectComplete()
                .verify(PATIENCE);
    }
}
