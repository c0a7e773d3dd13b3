package io.staithe.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.fault.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

final class SmallBodyTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Test
    void aBodyIsReadWholeUpToItsLimit() {
        StepVerifier.create(SmallBody.read(Flux.just(buffer("ab"), buffer("cd")), 4))
                .assertNext(bytes -> assertThat(bytes).asString().isEqualTo("abcd"))
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(SmallBody.read(Flux.just(buffer("ab"), buffer("cd")), 3))
                .expectError(DataBufferLimitException.class)
                .verify(LIMIT);
        StepVerifier.create(SmallBody.read(Flux.empty(), 3)).expectComplete().verify(LIMIT);
    }

    @Test
    void aBodyThatDoesNotComeIsRefused() {
        StepVerifier.withVirtualTime(() -> SmallBody.read(Flux.just(buffer("a")).concatWith(Flux.never()), 4))
                .expectSubscription()
                .expectNoEvent(Duration.ofSeconds(59))
                .thenAwait(Duration.ofSeconds(1))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                Refused.class, fault -> assertThat(fault.code()).isEqualTo(WebFault.BODY_LATE)))
                .verify(LIMIT);
    }

    private static DataBuffer buffer(String text) {
        return DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
