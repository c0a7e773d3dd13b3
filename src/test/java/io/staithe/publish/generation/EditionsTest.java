package io.staithe.publish.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.fault.Exhausted;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

final class EditionsTest {
    @Test
    void whoLosesRaceAfterRaceIsToldWithinAMinute() {
        StepVerifier.withVirtualTime(
                        () -> Editions.untilFirst(Mono.error(() -> Editions.overtaken("another was faster"))))
                .expectSubscription()
                .thenAwait(Duration.ofMinutes(1))
                .expectErrorSatisfies(lost -> assertThat(lost).isInstanceOf(Exhausted.class))
                .verify(Duration.ofSeconds(10));
    }
}
