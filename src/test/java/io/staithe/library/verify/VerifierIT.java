package io.staithe.library.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.library.check.Flaw;
import io.staithe.library.check.Page;
import io.staithe.library.check.Part;
import io.staithe.library.check.Walk;
import io.staithe.observe.Meters;
import io.staithe.postgres.Connections;
import io.staithe.postgres.PgVerifierStore;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Instances share the rounds of the verifier, and none is left out when one of them dies. */
final class VerifierIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration NO_TIME = Duration.ofMillis(1);
    private static final String PART = Part.BYTES.tag();

    private final TestDatabase database = TestDatabase.fresh();
    private final VerifierStore store = new PgVerifierStore(Connections.client(database.connections()));
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Numbers numbers = new Numbers();

    @Test
    void aPageIsTakenByOneAndTheNextOneBeginsWhereItEnded() {
        VerifierStore.Turn first = Objects.requireNonNull(taken("a", PATIENCE));
        assertThat(first.place()).isEmpty();
        assertThat(taken("b", PATIENCE)).isNull();
        done(store.give(first.of(7), "5", Duration.ZERO));
        VerifierStore.Turn second = Objects.requireNonNull(taken("b", PATIENCE));
        assertThat(second.place()).isEqualTo("5");
        assertThat(second.size()).isEqualTo(7);
        done(store.give(first, "9", Duration.ZERO));
        done(store.give(second, "6", PATIENCE));
        assertThat(taken("a", PATIENCE)).as("before the rest is over").isNull();
    }

    @Test
    void aPageOfOneThatDiedIsTakenAgainFromItsBeginning() {
        VerifierStore.Turn dead = Objects.requireNonNull(taken("dead", Duration.ZERO));
        VerifierStore.Turn next = Objects.requireNonNull(taken("next", PATIENCE));
        assertThat(next.place()).isEqualTo(dead.place());
        done(store.give(dead, "far", Duration.ZERO));
        done(store.give(next, "near", Duration.ZERO));
        assertThat(Objects.requireNonNull(taken("other", PATIENCE)).place()).isEqualTo("near");
    }

    @Test
    void twoVerifiersLookAtEachThingOnceARound() {
        Verifier one = verifier();
        Verifier other = verifier();
        for (int beat = 0; numbers.seen.size() < 3 * Numbers.THINGS; beat++) {
            done((beat % 2 == 0 ? one : other).beat());
        }
        List<Long> seen = numbers.seen;
        assertThat(seen)
                .isEqualTo(IntStream.range(0, seen.size())
                        .mapToObj(at -> (long) (at % Numbers.THINGS))
                        .toList());
        assertThat(Meters.VERIFIED.counter(registry, "part", PART).count()).isEqualTo(seen.size());
        assertThat(Meters.VIOLATIONS.counter(registry, "part", PART).count())
                .isEqualTo(
                        seen.stream().filter(number -> number == Numbers.LOST).count());
    }

    private Verifier verifier() {
        var pace = new Verifier.Pace(NO_TIME, PATIENCE, 0);
        return new Verifier(List.of(numbers), store, pace, registry, System::nanoTime);
    }

    private VerifierStore.@Nullable Turn taken(String holder, Duration lease) {
        return store.take(PART, holder, lease).block(PATIENCE);
    }

    private static void done(Mono<Void> work) {
        StepVerifier.create(work).expectComplete().verify(PATIENCE);
    }

    /** Numbers from 0 on, of which one is lost. */
    private static final class Numbers implements Walk {
        private static final int THINGS = 250;
        private static final long LOST = 123;

        private final List<Long> seen = new ArrayList<>();

        @Override
        public Part part() {
            return Part.BYTES;
        }

        @Override
        public Mono<Long> size() {
            return Mono.just((long) THINGS);
        }

        @Override
        public Mono<Page> page(String after, int limit, LongPredicate mayRead) {
            return Mono.fromSupplier(() -> {
                int from = after.isEmpty() ? 0 : Integer.parseInt(after);
                int to = Math.min(THINGS, from + limit);
                for (long number = from; number < to; number++) {
                    seen.add(number);
                }
                List<Flaw> flaws = from <= LOST && LOST < to
                        ? List.of(new Flaw(Flaw.Kind.MISSING, "123", "is missing", Mono.empty()))
                        : List.of();
                return new Page((long) to - from, flaws, to == THINGS ? Page.END : Integer.toString(to));
            });
        }
    }
}
