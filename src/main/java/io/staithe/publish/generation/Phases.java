package io.staithe.publish.generation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.staithe.observe.Meters;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/** Measures the phases of publishing. */
record Phases(MeterRegistry registry) {
    private static final List<String> OUTCOMES = List.of("succeeded", "overtaken", "failed");

    /** Shows every outcome from the start, so that an alert sees the first failure as a rise from 0. */
    Phases {
        OUTCOMES.forEach(outcome -> Meters.PUBLISHES.counter(registry, "outcome", outcome));
    }

    /** The same, with its time told under the name of the phase when it succeeds. */
    <T> Mono<T> timed(String phase, Mono<T> work) {
        return Mono.defer(() -> {
            Timer.Sample begun = Timer.start(registry);
            return work.doOnSuccess(done -> begun.stop(Meters.PUBLISH_DURATION.timer(registry, "phase", phase)));
        });
    }

    /** Notes how long a change waited until it was shown. */
    void lagged(Duration lag) {
        Meters.PUBLISH_LAG.timer(registry).record(lag.isNegative() ? Duration.ZERO : lag);
    }

    /** Counts how a publish ended. */
    void ended(String outcome) {
        Meters.PUBLISHES.counter(registry, "outcome", outcome).increment();
    }
}
