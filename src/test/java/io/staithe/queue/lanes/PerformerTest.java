package io.staithe.queue.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.queue.Announcements;
import io.staithe.queue.Atomically;
import io.staithe.queue.Decided;
import io.staithe.queue.NewTask;
import io.staithe.queue.QueueFault;
import io.staithe.queue.Settlement;
import io.staithe.queue.SingleTaskHandler;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@ExtendWith(OutputCaptureExtension.class)
final class PerformerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Fault SUPERSEDED = new Refused(QueueFault.SUPERSEDED, "it runs another attempt");

    private final Task task = Task.queued(new TaskId(1), QueueNode.task(Breaking.KIND, "repository/1"), Instant.EPOCH);

    @Test
    void aTaskThatBrokeIsLoggedOnceItIsSettledAsFailed(CapturedOutput log) {
        assertThat(attempted(Mono.empty()).isDone()).isTrue();
        assertThat(log).containsOnlyOnce("event=task.broke id=1");
    }

    @Test
    void aTaskThatBreaksWhereItIsSettledAlreadyIsNotToldAsBroken(CapturedOutput log) {
        assertThat(attempted(Mono.error(SUPERSEDED)).isDone()).isTrue();
        assertThat(log).contains("event=task.superseded id=1").doesNotContain("event=task.broke");
    }

    private Run attempted(Mono<Void> answer) {
        Performer performer = new Performer(List.of(new Breaking()), new Settling(answer), new Announcements());
        Run run = new Run(List.of(task));
        StepVerifier.create(performer.attempt(run))
                .expectNext(run)
                .expectComplete()
                .verify(TIMEOUT);
        return run;
    }

    private record Breaking() implements SingleTaskHandler {
        static final String KIND = "breaking";

        @Override
        public String kind() {
            return KIND;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public Mono<Void> perform(Task task) {
            return Mono.error(new IllegalStateException("what the task needed was given up as it was settled"));
        }
    }

    /** Settles as the answer says. */
    private record Settling(Mono<Void> answer) implements Atomically {
        @Override
        public <T> Mono<T> transact(Mono<T> change) {
            return change;
        }

        @Override
        public Mono<Task> accept(NewTask task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Mono<List<Settlement>> settleAlong(Mono<Decided> change) {
            return change.map(Decided::settlements).delayUntil(settled -> answer);
        }
    }
}
