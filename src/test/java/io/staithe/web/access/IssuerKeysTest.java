package io.staithe.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.fault.Fault;
import io.staithe.testkit.HandClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The keys of an issuer, from documents told here. */
final class IssuerKeysTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration REST = Duration.ofSeconds(5);

    private final HandClock clock = new HandClock();

    @Test
    void anIssuerThatOnceAnsweredWithNothingIsReadAgain() {
        Queue<Mono<String>> documents = new ArrayDeque<>(List.of(Mono.empty(), Mono.just("{\"keys\":[]}")));
        IssuerKeys keys = new IssuerKeys("ci", Mono.defer(documents::remove), REST, clock);
        StepVerifier.create(keys.having(null))
                .expectErrorMatches(Fault::isShortage)
                .verify(LIMIT);
        clock.pass(REST);
        StepVerifier.create(keys.having(null))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        assertThat(documents).isEmpty();
    }
}
