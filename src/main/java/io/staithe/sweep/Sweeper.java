package io.staithe.sweep;

import io.staithe.fault.Exhausted;
import io.staithe.queue.Instance;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * This start of this instance, as long as no other can have counted it lapsed.
 *
 * @param alive empty from then on
 */
public record Sweeper(Supplier<Optional<Instance>> alive) {
    private static final Duration SOON = Duration.ofSeconds(5);

    /** The row of the instance; {@code SWEEPER_LAPSED} where others may act in its place. */
    public Mono<Long> present() {
        return Mono.fromSupplier(() -> alive.get()
                .map(Instance::id)
                .orElseThrow(() -> new Exhausted(
                        SweepFault.SWEEPER_LAPSED, "this instance has not told for long that it is alive", SOON)));
    }
}
