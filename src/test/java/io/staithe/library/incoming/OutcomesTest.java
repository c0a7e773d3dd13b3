package io.staithe.library.incoming;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.access.Caller;
import io.staithe.access.Role;
import io.staithe.catalog.RepositoryId;
import io.staithe.library.addition.Entrance;
import io.staithe.library.incoming.Incoming.Sent;
import io.staithe.library.receipt.Receipt;
import io.staithe.library.receipt.ReceiptBook;
import io.staithe.library.receipt.ReceiptId;
import io.staithe.library.receipt.Receipts;
import io.staithe.library.receipt.Seal;
import io.staithe.library.task.Payloads.Target;
import io.staithe.library.task.Watch;
import io.staithe.queue.Lane;
import io.staithe.queue.NewTask;
import io.staithe.queue.Outcome;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import io.staithe.queue.TaskState;
import io.staithe.testkit.KnownTasks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What is told of an upload that is in, when not all can be told. */
final class OutcomesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void anUploadThatIsInIsNotRefusedForItsReceipts() {
        StepVerifier.create(told(false, List.of("0".repeat(64))))
                .assertNext(taken -> {
                    assertThat(taken.task().id()).isEqualTo(new TaskId(1));
                    assertThat(taken.receipts()).isEmpty();
                })
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void anUploadThatIsInIsNotRefusedForItsPublications() {
        StepVerifier.create(told(true, List.of()))
                .assertNext(taken -> assertThat(taken.publishing()).isEmpty())
                .expectComplete()
                .verify(PATIENCE);
    }

    /** Without publications there is nobody to ask, which fails. */
    private static Mono<Taken> told(boolean publishes, List<String> digests) {
        Task task = added();
        var meters = new SimpleMeterRegistry();
        var outcomes = new Outcomes(
                new Watch(new KnownTasks(Map.of(task.id(), task)), null),
                new ReceiptBook(new NoReceipts(), new Seal("k", "p", Mono::just), meters.counter("signed")),
                new Outcomes.Terms(PATIENCE, publishes),
                meters);
        return outcomes.follow(
                new Sent(Caller.open(), new Target(7, "main"), Entrance.to("main", Role.UPLOAD), null), task, digests);
    }

    private static Task added() {
        NewTask wanted = new NewTask(
                Incoming.TAKE, 1, "{}", "Take", Caller.open(), "c", List.of(new Lane("repository/7")), List.of(), true);
        Task queued = Task.queued(new TaskId(1), wanted, Instant.EPOCH);
        return new Task(
                queued.id(),
                queued.kind(),
                queued.version(),
                queued.payload(),
                queued.title(),
                queued.caller(),
                queued.correlation(),
                queued.changes(),
                queued.reads(),
                queued.listed(),
                TaskState.SUCCEEDED,
                1,
                "",
                null,
                new Outcome.Succeeded(null),
                queued.acceptedAt());
    }

    /** A database that went away after the commit. */
    private static final class NoReceipts implements Receipts {
        @Override
        public Mono<Receipt> of(RepositoryId repository, String sha256) {
            return Mono.error(new IllegalStateException("gone"));
        }

        @Override
        public Mono<Receipt> find(ReceiptId id) {
            return Mono.error(new IllegalStateException("gone"));
        }

        @Override
        public Flux<Receipt> ofDigest(String sha256) {
            return Flux.error(new IllegalStateException("gone"));
        }

        @Override
        public Flux<Showing> shown(ReceiptId id) {
            return Flux.error(new IllegalStateException("gone"));
        }
    }
}
