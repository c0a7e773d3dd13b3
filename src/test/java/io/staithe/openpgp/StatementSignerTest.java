package io.staithe.openpgp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Statements signed many at once. */
final class StatementSignerTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final StatementKey key = StatementKey.read(StatementKey.make());
    private final List<byte[]> statements = Stream.of("one\n", "two\n")
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toList();

    @Test
    void statementsAreSignedInTheirOrderOnThreadsOfTheirOwn() {
        Scheduler threads = Schedulers.newSingle("signing");
        try {
            StepVerifier.create(new StatementSigner(key, threads)
                            .sign(statements)
                            .doOnNext(signed ->
                                    assertThat(Thread.currentThread().getName()).startsWith("signing")))
                    .assertNext(this::isSigned)
                    .expectComplete()
                    .verify(SOON);
        } finally {
            threads.dispose();
        }
    }

    @Test
    void threadsThatTakeNoMoreDelayNoStatement() {
        Scheduler closed = Schedulers.newSingle("closed");
        closed.dispose();
        Mono<List<byte[]>> signing = new StatementSigner(key, closed).sign(statements);
        StepVerifier.create(signing).assertNext(this::isSigned).expectComplete().verify(SOON);
    }

    private void isSigned(List<byte[]> signatures) {
        assertThat(signatures)
                .containsExactlyElementsOf(statements.stream().map(key::sign).toList());
    }
}
