package io.staithe.gather;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.fault.Exhausted;
import io.staithe.queue.QueueFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** What waits while a group is under way goes together with the next one, and nobody pays for another's fault. */
final class GatheringTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final List<List<Integer>> groups = new CopyOnWriteArrayList<>();
    private final List<Sinks.One<Boolean>> gates = new CopyOnWriteArrayList<>();

    @Test
    void theFirstGoesAtOnceAndWhatComesMeanwhileGoesTogether() {
        Gathering<Integer, String> gathering = gated(1, 10);
        List<String> told = new CopyOnWriteArrayList<>();
        for (int item = 1; item <= 4; item++) {
            gathering.one(item).subscribe(told::add);
        }
        assertThat(groups).containsExactly(List.of(1));
        gates.get(0).tryEmitValue(true).orThrow();
        assertThat(groups).containsExactly(List.of(1), List.of(2, 3, 4));
        gates.get(1).tryEmitValue(true).orThrow();
        assertThat(told).containsExactly("done 1", "done 2", "done 3", "done 4");
    }

    @Test
    void aGroupIsNoLargerAndNoMoreAreUnderWayThanTheBounds() {
        Gathering<Integer, String> gathering = gated(2, 3);
        IntStream.rangeClosed(1, 9).forEach(item -> gathering.one(item).subscribe());
        assertThat(groups).containsExactly(List.of(1), List.of(2));
        gates.get(1).tryEmitValue(true).orThrow();
        assertThat(groups).containsExactly(List.of(1), List.of(2), List.of(3, 4, 5));
        gates.get(0).tryEmitValue(true).orThrow();
        assertThat(groups).containsExactly(List.of(1), List.of(2), List.of(3, 4, 5), List.of(6, 7, 8));
    }

    @Test
    void whatIsCancelledBeforeItsGroupBeginsIsNotDone() {
        Gathering<Integer, String> gathering = gated(1, 10);
        gathering.one(1).subscribe();
        Disposable second = gathering.one(2).subscribe();
        List<String> told = new ArrayList<>();
        gathering.one(3).subscribe(told::add);
        second.dispose();
        gates.get(0).tryEmitValue(true).orThrow();
        gates.get(1).tryEmitValue(true).orThrow();
        assertThat(groups).containsExactly(List.of(1), List.of(3));
        assertThat(told).containsExactly("done 3");
    }

    @Test
    void whatIsCancelledLaterIsDoneAndHoldsUpNobody() {
        Gathering<Integer, String> gathering = gated(1, 10);
        Disposable first = gathering.one(1).subscribe();
        first.dispose();
        List<String> told = new ArrayList<>();
        gathering.one(2).subscribe(told::add);
        gates.get(0).tryEmitValue(true).orThrow();
        gates.get(1).tryEmitValue(true).orThrow();
        assertThat(told).containsExactly("done 2");
    }

    @Test
    void whereOneFailsTheOthersOfItsGroupAreDoneAlone() {
        Sinks.One<Boolean> gate = Sinks.one();
        Gathering<Integer, String> gathering = new Gathering<>(new Gathering.Limits(10, 1), group -> {
            groups.add(group);
            Mono<?> start = group.equals(List.of(0)) ? gate.asMono() : Mono.just(true);
            return start.then(
                    group.contains(2) ? Mono.error(new IllegalArgumentException("two")) : Mono.just(done(group)));
        });
        gathering.one(0).subscribe();
        List<String> told = new ArrayList<>();
        for (int item = 1; item <= 3; item++) {
            gathering
                    .one(item)
                    .onErrorResume(failure -> Mono.just(failure.getMessage()))
                    .subscribe(told::add);
        }
        gate.tryEmitValue(true).orThrow();
        assertThat(groups).containsExactly(List.of(0), List.of(1, 2, 3), List.of(1), List.of(2), List.of(3));
        assertThat(told).containsExactly("done 1", "two", "done 3");
    }

    @Test
    void aShortageFailsTheWholeGroupOnce() {
        Sinks.One<Boolean> gate = Sinks.one();
        Gathering<Integer, String> gathering = new Gathering<>(new Gathering.Limits(10, 1), group -> {
            groups.add(group);
            Mono<List<String>> outcome = group.equals(List.of(0))
                    ? gate.asMono().thenReturn(done(group))
                    : Mono.error(new Exhausted(QueueFault.QUEUE_FULL, "nothing left", Duration.ofSeconds(1)));
            return outcome;
        });
        gathering.one(0).subscribe();
        List<String> told = new ArrayList<>();
        for (int item = 1; item <= 2; item++) {
            gathering.one(item).onErrorResume(failure -> Mono.just("short")).subscribe(told::add);
        }
        gate.tryEmitValue(true).orThrow();
        assertThat(told).containsExactly("short", "short");
        assertThat(groups).containsExactly(List.of(0), List.of(1, 2));
    }

    static Stream<Mono<List<String>>> nothing() {
        return Stream.of(Mono.just(List.of()), Mono.empty());
    }

    @ParameterizedTest
    @MethodSource("nothing")
    void aMissingResultIsAnErrorAndNothingIsDoneTwice(Mono<List<String>> results) {
        Gathering<Integer, String> gathering = new Gathering<>(new Gathering.Limits(10, 1), group -> {
            groups.add(group);
            return results;
        });
        StepVerifier.create(gathering.one(1))
                .expectError(IllegalStateException.class)
                .verify(TIMEOUT);
        assertThat(groups).containsExactly(List.of(1));
    }

    @Test
    void eachGetsItsOwnResultHoweverManyAskAtOnce() {
        Gathering<Integer, String> gathering = new Gathering<>(
                new Gathering.Limits(16, 2), group -> Mono.just(done(group)).delayElement(Duration.ofNanos(1)));
        StepVerifier.create(Flux.range(0, 20_000)
                        .flatMap(
                                item -> gathering
                                        .one(item)
                                        .subscribeOn(Schedulers.parallel())
                                        .filter(told -> told.equals("done " + item)),
                                64)
                        .count())
                .expectNext(20_000L)
                .expectComplete()
                .verify(TIMEOUT);
    }

    private Gathering<Integer, String> gated(int atOnce, int most) {
        return new Gathering<>(new Gathering.Limits(most, atOnce), group -> {
            groups.add(group);
            Sinks.One<Boolean> gate = Sinks.one();
            gates.add(gate);
            return gate.asMono().thenReturn(done(group));
        });
    }

    private static List<String> done(List<Integer> group) {
        return group.stream().map(item -> "done " + item).toList();
    }
}
