package io.staithe.queue.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

final class BellTest {
    private final AtomicInteger answers = new AtomicInteger();
    private VirtualTimeScheduler time;

    @BeforeEach
    void stopTime() {
        time = VirtualTimeScheduler.getOrSet();
    }

    @AfterEach
    void letTimeGo() {
        VirtualTimeScheduler.reset();
    }

    @Test
    void aRingBeginsAnAnswer() {
        Bell bell = new Bell("test", () -> Mono.fromRunnable(answers::incrementAndGet));
        bell.ring();
        tick();
        assertThat(answers).hasValue(1);
    }

    @Test
    void ringsDuringAnAnswerBeginOneMore() {
        Sinks.Empty<Void> end = Sinks.empty();
        Bell bell = new Bell("test", () -> {
            answers.incrementAndGet();
            return end.asMono();
        });
        bell.ring();
        tick();
        for (int ring = 0; ring < 5; ring++) {
            bell.ring();
        }
        tick();
        assertThat(answers).hasValue(1);
        end.tryEmitEmpty().orThrow();
        tick();
        assertThat(answers).hasValue(2);
    }

    @Test
    void anAnswerThatFailsDoesNotEndTheBell() {
        Bell bell = new Bell("test", () -> {
            answers.incrementAndGet();
            throw new IllegalStateException("planned");
        });
        bell.ring();
        tick();
        bell.ring();
        tick();
        assertThat(answers).hasValue(2);
    }

    @Test
    void aBellThatWasTakenDownIsSilent() {
        Bell bell = new Bell("test", () -> Mono.fromRunnable(answers::incrementAndGet));
        bell.ring();
        tick();
        bell.takeDown();
        bell.ring();
        tick();
        assertThat(answers).hasValue(1);
    }

    private void tick() {
        time.advanceTimeBy(Duration.ofMillis(1));
    }
}
