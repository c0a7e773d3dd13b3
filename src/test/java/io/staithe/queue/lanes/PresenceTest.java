package io.staithe.queue.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.fault.Exhausted;
import io.staithe.queue.Instance;
import io.staithe.queue.Instances;
import io.staithe.queue.QueueFault;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

final class PresenceTest {
    private static final Duration BEAT = Duration.ofSeconds(3);
    private static final Duration LAPSE = Duration.ofSeconds(15);
    private static final Instance SELF = new Instance(1, "self", 1);

    private final Answers instances = new Answers();
    private final Presence presence = new Presence(instances, new Presence.Identity("self", null), BEAT, LAPSE);
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
    void itIsAliveWhileItsBeatsAreAnswered() {
        presence.begin().subscribe();
        time.advanceTimeBy(Duration.ofHours(1));
        assertThat(presence.alive()).contains(SELF);
    }

    @Test
    void itLapsesWhenNoBeatIsAnsweredAndComesBackWithTheNextOne() {
        presence.begin().subscribe();
        instances.answer = failing();
        time.advanceTimeBy(LAPSE.minusMillis(1));
        assertThat(presence.alive()).contains(SELF);
        time.advanceTimeBy(Duration.ofMillis(1));
        assertThat(presence.alive()).isEmpty();
        instances.answer = Mono.just(SELF);
        time.advanceTimeBy(BEAT);
        assertThat(presence.alive()).contains(SELF);
    }

    @Test
    void anAnswerThatNeverComesDoesNotEndTheBeating() {
        presence.begin().subscribe();
        instances.answer = Mono.never();
        time.advanceTimeBy(LAPSE.plus(BEAT));
        assertThat(presence.alive()).isEmpty();
        instances.answer = Mono.just(SELF);
        time.advanceTimeBy(LAPSE.plus(BEAT));
        assertThat(presence.alive()).contains(SELF);
    }

    @Test
    void aStartThatWasReplacedLapsesForGood() {
        presence.begin().subscribe();
        instances.answer = Mono.empty();
        time.advanceTimeBy(BEAT);
        assertThat(presence.alive()).isEmpty();
        instances.answer = Mono.just(SELF);
        time.advanceTimeBy(LAPSE);
        assertThat(presence.alive()).isEmpty();
    }

    @Test
    void itRegistersWhenTheDatabaseAnswers() {
        instances.registration = failing();
        presence.begin().subscribe();
        time.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(presence.alive()).isEmpty();
        instances.registration = Mono.just(SELF);
        time.advanceTimeBy(BEAT.multipliedBy(2));
        assertThat(presence.alive()).contains(SELF);
    }

    @Test
    void afterItsEndItIsGone() {
        presence.begin().subscribe();
        presence.end().subscribe();
        assertThat(presence.alive()).isEmpty();
        assertThat(instances.stopped).isEqualTo(SELF);
    }

    private static Mono<Instance> failing() {
        return Mono.error(() -> new Exhausted(QueueFault.QUEUE_STOPPED, "planned", Duration.ofSeconds(1)));
    }

    private static final class Answers implements Instances {
        private Mono<Instance> registration = Mono.just(SELF);
        private Mono<Instance> answer = Mono.just(SELF);
        private @Nullable Instance stopped;

        @Override
        public Mono<Instance> register(String name, @Nullable String url) {
            return registration;
        }

        @Override
        public Mono<Instance> beat(Instance instance) {
            return answer;
        }

        @Override
        public Mono<Void> stop(Instance instance) {
            return Mono.fromRunnable(() -> stopped = instance);
        }

        @Override
        public Flux<String> lapsed(Duration silence) {
            return Flux.empty();
        }
    }
}
