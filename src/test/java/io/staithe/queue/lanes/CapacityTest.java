package io.staithe.queue.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.Caller;
import io.staithe.fault.Exhausted;
import io.staithe.observe.Departures;
import io.staithe.queue.Announcements;
import io.staithe.queue.Backlog;
import io.staithe.queue.Lane;
import io.staithe.queue.NewTask;
import io.staithe.queue.QueueFault;
import io.staithe.queue.Settled;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Who finds the queue full is told the setting, and a time that fits the rate at which tasks end here. */
final class CapacityTest {
    private static final Duration UNKNOWN = Duration.ofSeconds(7);
    private static final NewTask TASK = new NewTask(
            "kind", 1, "{}", "title", Caller.open(), "-", List.of(new Lane("repository/1")), List.of(), true);
    private static final Settled SETTLED =
            new Settled(Task.queued(new TaskId(1), TASK, Instant.EPOCH), Duration.ZERO, Duration.ZERO);

    private final Announcements announcements = new Announcements();
    private long now;
    private final Capacity capacity = new Capacity(
            announcements, 5, new Departures(() -> now, new Departures.Bounds(UNKNOWN, Duration.ofMinutes(1))));

    @Test
    void whoFindsItFullIsToldTheRateAtWhichTasksEnd() {
        capacity.measured(new Backlog(1000, 0, Duration.ZERO));
        assertThat(refusal().retryAfter()).isEqualTo(UNKNOWN);
        announcements.settled(Collections.nCopies(5, SETTLED));
        now += Duration.ofSeconds(20).toNanos();
        assertThat(refusal().retryAfter()).isBetween(Duration.ofMillis(3900), Duration.ofMillis(4100));
        assertThat(refusal().retryAfter()).isBetween(Duration.ofMillis(7900), Duration.ofMillis(8100));
        assertThat(refusal().getMessage()).contains("5 unfinished tasks", "staithe.queue.max-unfinished");
    }

    @Test
    void itIsSetRightByWhatIsAcceptedSettledAndMeasured() {
        capacity.measured(new Backlog(3, 1, Duration.ZERO));
        capacity.room().block(UNKNOWN);
        announcements.accepted(SETTLED.task());
        assertThat(refusal().code()).isEqualTo(QueueFault.QUEUE_FULL);
        announcements.settled(List.of(SETTLED));
        capacity.room().block(UNKNOWN);
    }

    private Exhausted refusal() {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        capacity.room()
                .onErrorComplete(full -> {
                    failure.set(full);
                    return true;
                })
                .block(UNKNOWN);
        assertThat(failure.get()).isInstanceOf(Exhausted.class);
        return (Exhausted) failure.get();
    }
}
