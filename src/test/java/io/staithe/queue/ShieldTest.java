package io.staithe.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** What a cancel does to shielded work, and when. */
final class ShieldTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final List<String> seen = new ArrayList<>();

    @Test
    void aCancelMeanwhileReachesTheWorkWhenItHasBegun() {
        Sinks.Empty<Void> gone = Sinks.empty();
        Flux<Integer> work = Flux.create(begun -> {
            begun.onCancel(() -> seen.add("cancelled"));
            gone.tryEmitEmpty();
            seen.add("begun");
        });
        StepVerifier.create(Shield.whileBeginning(work).takeUntilOther(gone.asMono()))
                .expectComplete()
                .verify(TIMEOUT);
        assertThat(seen).containsExactly("begun", "cancelled");
    }

    @Test
    void aLaterCancelReachesTheWorkAtOnce() {
        Sinks.Many<Integer> values = Sinks.many().unicast().onBackpressureBuffer();
        Flux<Integer> work = values.asFlux().doOnCancel(() -> seen.add("cancelled"));
        StepVerifier.create(Shield.whileBeginning(work), 1)
                .then(() -> values.tryEmitNext(1))
                .expectNext(1)
                .thenCancel()
                .verify(TIMEOUT);
        assertThat(seen).containsExactly("cancelled");
    }

    @Test
    void demandValuesAndFailuresPass() {
        var failure = new IllegalStateException("broken");
        StepVerifier.create(Shield.whileBeginning(Flux.just(1, 2).concatWith(Flux.error(failure))), 0)
                .thenRequest(1)
                .expectNext(1)
                .thenRequest(2)
                .expectNext(2)
                .expectErrorMatches(failure::equals)
                .verify(TIMEOUT);
    }
}
