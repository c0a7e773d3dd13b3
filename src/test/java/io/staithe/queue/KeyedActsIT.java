package io.staithe.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.fault.Fault;
import io.staithe.postgres.Connections;
import io.staithe.postgres.PgActKeys;
import io.staithe.testkit.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;

/** Calls that make something at once, repeated under a key. */
final class KeyedActsIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final TestDatabase DATABASE = TestDatabase.fresh();

    private final ActKeys keys = new PgActKeys(Connections.client(DATABASE.connections()));
    private final KeyedActs acts = new KeyedActs(keys);
    private final AtomicInteger made = new AtomicInteger();
    private final Mono<String> act = Mono.fromSupplier(() -> "thing " + made.incrementAndGet());

    @Test
    void whatIsRepeatedIsDoneOnce() {
        StepVerifier.create(once("a", act))
                .expectNext("thing 1")
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(once("a", act))
                .expectNext("again thing 1")
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(acts.once(act, name -> name, Mono::just))
                .as("without a key")
                .expectNext("thing 2")
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void anotherCallMustNotBearTheKey() {
        StepVerifier.create(once("b", act)).expectNextCount(1).expectComplete().verify(LIMIT);
        StepVerifier.create(acts.once(act, name -> name, Mono::just)
                        .contextWrite(new RequestKey("me", "b", "f".repeat(64))::in))
                .expectErrorSatisfies(failure -> is(failure, QueueFault.REQUEST_KEY_REUSED))
                .verify(LIMIT);
        assertThat(made).hasValue(1);
    }

    @Test
    void whatFailedLeavesItsKeyFree() {
        StepVerifier.create(once("c", Mono.error(new IllegalStateException("no"))))
                .expectErrorMessage("no")
                .verify(LIMIT);
        StepVerifier.create(once("c", act))
                .expectNext("thing 1")
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void whatHasNoEndIsNotBegunAgainUntilItIsForgotten() {
        StepVerifier.create(keys.take(key("d")))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(once("d", act))
                .expectErrorSatisfies(failure -> is(failure, QueueFault.REQUEST_KEY_OPEN))
                .verify(LIMIT);
        StepVerifier.create(keys.sweep(Instant.now().plusSeconds(60)).then(once("d", act)))
                .expectNext("thing 1")
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void whoHangsUpCutsNothingOff() {
        Sinks.One<String> slow = Sinks.one();
        Sinks.Empty<Void> begun = Sinks.empty();
        Mono<String> act = slow.asMono().doOnSubscribe(subscribed -> begun.tryEmitEmpty());
        StepVerifier.create(once("e", act))
                .then(() -> begun.asMono().block(LIMIT))
                .thenCancel()
                .verify(LIMIT);
        slow.tryEmitValue("thing");
        StepVerifier.create(once("e", Mono.error(new AssertionError("a second time")))
                        .retryWhen(Retry.fixedDelay(1_000, Duration.ofMillis(10))
                                .filter(failure ->
                                        failure instanceof Fault fault && fault.code() == QueueFault.REQUEST_KEY_OPEN)))
                .expectNext("again thing")
                .expectComplete()
                .verify(LIMIT);
    }

    private Mono<String> once(String name, Mono<String> work) {
        return acts.once(work, thing -> thing, thing -> Mono.just("again " + thing))
                .contextWrite(key(name)::in);
    }

    private static RequestKey key(String name) {
        return new RequestKey("me", name, "0".repeat(64));
    }

    private static void is(Throwable failure, QueueFault code) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(code));
    }
}
