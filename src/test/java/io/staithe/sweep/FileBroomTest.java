package io.staithe.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.fault.Exhausted;
import io.staithe.queue.Instance;
import io.staithe.sweep.SweepStore.Depth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

final class FileBroomTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Terms TERMS = new Terms(
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            new Terms.Generations(3, Duration.ZERO),
            new Terms.Hashed(0, Duration.ZERO, 0),
            Duration.ZERO);

    private final List<String> steps = Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean alive = new AtomicBoolean(true);
    private final Sweeper sweeper =
            new Sweeper(() -> Optional.of(new Instance(1, "one", 1)).filter(instance -> alive.get()));

    @Test
    void filesGoAfterTheirRowsAreDoomedAndBeforeTheseGo() {
        StepVerifier.create(broom(this::removed).sweep(TERMS).reduce(Swept::plus))
                .expectNext(new Swept(Kind.BLOBS, 2, 30))
                .expectComplete()
                .verify(TIMEOUT);
        assertThat(steps).containsExactly("adopt", "doom", "remove a", "remove b", "forget 2");
    }

    @Test
    void whoHasLapsedDeletesNothing() {
        Broom broom = broom(doomed -> removed(doomed).doFirst(() -> alive.set(false)));
        StepVerifier.create(broom.sweep(TERMS))
                .expectNextCount(1)
                .expectError(Exhausted.class)
                .verify(TIMEOUT);
        assertThat(steps).containsExactly("adopt", "doom", "remove a");
    }

    @Test
    void aKindThatFailsLeavesTheOthersToGoOn() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Broom broken = broom(doomed -> Mono.error(new IllegalStateException("disk")));
        Sweep sweep = new Sweep(List.of(broken, broom(this::removed)), registry);
        StepVerifier.create(sweep.all(TERMS, Depth.ROWS))
                .assertNext(swept ->
                        assertThat(swept).containsExactly(new Swept(Kind.BLOBS, 0, 0), new Swept(Kind.BLOBS, 2, 30)))
                .expectComplete()
                .verify(TIMEOUT);
        assertThat(registry.get("staithe.sweep.failures").counter().count()).isEqualTo(1);
        assertThat(registry.get("staithe.sweep.removed").counter().count()).isEqualTo(2);
        assertThat(registry.get("staithe.sweep.removed.size").counter().count()).isEqualTo(30);
    }

    @Test
    void whatHasBegunRunsToItsEndBeforeAnotherBegins() {
        Sinks.Empty<Void> goOn = Sinks.empty();
        Broom broom = broom(doomed -> goOn.asMono().then(removed(doomed)));
        broom.sweep(TERMS).subscribe().dispose();
        StepVerifier.create(broom.sweep(TERMS).then())
                .then(() -> assertThat(steps).endsWith("doom"))
                .then(goOn::tryEmitEmpty)
                .expectComplete()
                .verify(TIMEOUT);
        assertThat(steps)
                .startsWith("adopt", "doom", "remove a", "remove b", "forget 2", "adopt")
                .hasSize(10);
    }

    private Broom broom(Removal removal) {
        return new FileBroom(Kind.BLOBS, new Rows(), removal, sweeper);
    }

    private Mono<Void> removed(Doomed doomed) {
        return Mono.fromRunnable(() -> steps.add("remove " + doomed.place()));
    }

    private final class Rows implements DoomedRows {
        @Override
        public Mono<Batch> doom(long by, Terms terms, long after, int limit) {
            return Mono.fromSupplier(() -> {
                steps.add("doom");
                return new Batch(List.of(new Doomed(1, "", "a", 10), new Doomed(2, "", "b", 20)), 0);
            });
        }

        @Override
        public Mono<List<Doomed>> adopt(long by, Terms terms, int limit) {
            return Mono.fromSupplier(() -> {
                steps.add("adopt");
                return List.of();
            });
        }

        @Override
        public Mono<Void> forget(Collection<Doomed> gone) {
            return Mono.fromRunnable(() -> steps.add("forget " + gone.size()));
        }
    }
}
