package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** An orderly stop goes on when the work is done, or has failed, and not before. */
final class EndingTest {
    private final AtomicInteger stopped = new AtomicInteger();

    @Test
    void theStopWaitsForTheWork() {
        Sinks.Empty<Void> work = Sinks.empty();
        Ending ending = new Ending(StopOrder.WORKERS, work::asMono);
        ending.start();
        assertThat(ending.isRunning()).isTrue();
        ending.stop(stopped::incrementAndGet);
        assertThat(stopped).hasValue(0);
        work.tryEmitEmpty().orThrow();
        assertThat(stopped).hasValue(1);
        assertThat(ending.isRunning()).isFalse();
        assertThat(ending.getPhase()).isEqualTo(StopOrder.WORKERS);
    }

    @Test
    void workThatFailsHoldsNobodyUp() {
        Ending ending = new Ending(StopOrder.WAITERS, () -> Mono.error(new IllegalStateException("planned")));
        ending.start();
        ending.stop(stopped::incrementAndGet);
        assertThat(stopped).hasValue(1);
    }
}
