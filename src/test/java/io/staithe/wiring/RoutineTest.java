package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Work goes on beat by beat whatever becomes of one of them, until it is stopped. */
final class RoutineTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final AtomicInteger begun = new AtomicInteger();
    private VirtualTimeScheduler time;

    @BeforeEach
    void holdTheClock() {
        time = VirtualTimeScheduler.getOrSet();
    }

    @AfterEach
    void letGo() {
        VirtualTimeScheduler.reset();
    }

    @Test
    void theFirstBeatComesWhenItIsToAndTheOthersEveryPeriod() {
        routine(Mono::empty);
        time.advanceTimeBy(Duration.ZERO);
        assertThat(begun).hasValue(1);
        time.advanceTimeBy(SECOND.multipliedBy(3));
        assertThat(begun).hasValue(4);
    }

    @Test
    void neitherAFailureNorWorkThatCannotEvenBeginEndsIt() {
        routine(() -> {
            if (begun.get() % 2 == 0) {
                throw new IllegalStateException("planned");
            }
            return Mono.error(new IllegalStateException("planned as well"));
        });
        time.advanceTimeBy(SECOND.multipliedBy(4));
        assertThat(begun).hasValue(5);
    }

    @Test
    void aBeatThatTakesLongIsNotOvertaken() {
        Sinks.Empty<Void> end = Sinks.empty();
        routine(end::asMono);
        time.advanceTimeBy(SECOND.multipliedBy(10));
        assertThat(begun).hasValue(1);
        end.tryEmitEmpty().orThrow();
        time.advanceTimeBy(SECOND);
        assertThat(begun).hasValueGreaterThan(1);
    }

    @Test
    void nothingBeginsAfterItsStop() {
        Routine routine = routine(Mono::empty);
        time.advanceTimeBy(SECOND);
        routine.stop();
        time.advanceTimeBy(SECOND.multipliedBy(5));
        assertThat(begun).hasValue(2);
        assertThat(routine.isRunning()).isFalse();
    }

    @Test
    void aStopLetsABeatEndForAWhile() {
        Sinks.Empty<Void> end = Sinks.empty();
        AtomicInteger stopped = new AtomicInteger();
        Routine patient = routine(end::asMono);
        time.advanceTimeBy(SECOND);
        patient.stop(stopped::incrementAndGet);
        assertThat(end.currentSubscriberCount()).isOne();
        assertThat(stopped).hasValue(0);
        end.tryEmitEmpty().orThrow();
        assertThat(stopped).hasValue(1);
        assertThat(begun).as("a beat that was due is not begun").hasValue(1);
    }

    @Test
    void aBeatThatDoesNotEndIsCutOff() {
        Sinks.Empty<Void> never = Sinks.empty();
        AtomicInteger stopped = new AtomicInteger();
        Routine impatient = routine(never::asMono);
        time.advanceTimeBy(SECOND);
        impatient.stop(stopped::incrementAndGet);
        time.advanceTimeBy(SECOND.multipliedBy(2));
        assertThat(stopped).hasValue(1);
        assertThat(never.currentSubscriberCount()).isZero();
    }

    private Routine routine(Supplier<Mono<Void>> work) {
        Routine routine = new Routine("test", Duration.ZERO, SECOND, () -> {
            begun.incrementAndGet();
            return work.get();
        });
        routine.start();
        return routine;
    }
}
