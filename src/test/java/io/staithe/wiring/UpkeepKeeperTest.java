package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.Caller;
import io.staithe.publish.Upkeep;
import io.staithe.publish.UpkeepStore;
import io.staithe.queue.Announcements;
import io.staithe.queue.Lane;
import io.staithe.queue.NewTask;
import io.staithe.queue.Settled;
import io.staithe.queue.Task;
import io.staithe.queue.TaskId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The keeper looks again after whatever was told to it. */
final class UpkeepKeeperTest {
    private static final int FLOOD = 1000;

    private final Announcements announcements = new Announcements();
    private final CountDownLatch looks = new CountDownLatch(5);

    @Test
    void aFloodOfChangesDuringALookDoesNotDeafenIt() throws InterruptedException {
        var keeper = new UpkeepKeeper(
                upkeep(), announcements, new UpkeepSettings(Duration.ofMillis(10), Duration.ofMinutes(1)));
        keeper.start();
        try {
            assertThat(looks.await(20, TimeUnit.SECONDS)).as("looks go on").isTrue();
        } finally {
            keeper.stop();
        }
    }

    /** One that finds nothing to publish, so that it asks neither publications nor tasks. */
    @SuppressWarnings("NullAway")
    private Upkeep upkeep() {
        return new Upkeep(new Flooded(), null, null, Clock.systemUTC());
    }

    private static Settled change() {
        var task = new NewTask(
                "mark", 1, "{}", "a change", Caller.open(), "-", List.of(new Lane("repository/7")), List.of(), true);
        return new Settled(Task.queued(new TaskId(1), task, Instant.EPOCH), Duration.ZERO, Duration.ZERO);
    }

    /** Tells of many changes while it is asked. */
    private final class Flooded implements UpkeepStore {
        @Override
        public Flux<Behind> behind() {
            return Flux.defer(() -> {
                looks.countDown();
                for (int told = 0; told < FLOOD; told++) {
                    announcements.settled(List.of(change()));
                }
                return Flux.empty();
            });
        }

        @Override
        public Flux<Long> expiring() {
            return Flux.empty();
        }

        @Override
        public Mono<Duration> validity() {
            return Mono.empty();
        }
    }
}
