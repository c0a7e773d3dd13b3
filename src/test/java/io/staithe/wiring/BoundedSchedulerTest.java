package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.staithe.observe.Meters;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The six schedulers' make. */
final class BoundedSchedulerTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void threadsBearTheSchedulersName() {
        var scheduler = BoundedScheduler.named("disk", 1, 10, registry);
        Mono.fromCallable(() -> Thread.currentThread().getName())
                .subscribeOn(scheduler)
                .as(StepVerifier::create)
                .expectNext("disk-1")
                .expectComplete()
                .verify(LIMIT);
        scheduler.dispose();
    }

    @Test
    void jobsBeyondTheQueueAreRejectedAndThoseInItAreCounted() {
        var scheduler = BoundedScheduler.named("render", 1, 1, registry);
        var hold = new CountDownLatch(1);
        var jobs = Flux.range(0, 2)
                .flatMap(job -> Mono.fromCallable(() -> awaited(hold)).subscribeOn(scheduler))
                .count()
                .toFuture();
        assertThat(gauge(Meters.SCHEDULER_QUEUED)).isEqualTo(1);
        assertThat(gauge(Meters.SCHEDULER_THREADS)).isEqualTo(1);
        Mono.fromCallable(() -> 1)
                .subscribeOn(scheduler)
                .as(StepVerifier::create)
                .expectError(RejectedExecutionException.class)
                .verify(LIMIT);
        hold.countDown();
        assertThat(jobs).succeedsWithin(LIMIT).isEqualTo(2L);
        scheduler.dispose();
    }

    @Test
    void stoppingFinishesWhatTheSchedulersHold() {
        var scheduler = BoundedScheduler.named("digest", 1, 10, registry);
        var hold = new CountDownLatch(1);
        var done = new AtomicInteger();
        for (int job = 0; job < 3; job++) {
            scheduler.schedule(() -> done.addAndGet(awaited(hold)));
        }
        var stop = new SchedulerStop(List.of(scheduler));
        stop.start();
        var stopped = new CountDownLatch(1);
        stop.stop(stopped::countDown);
        assertThat(stop.isRunning()).isFalse();
        assertThat(stopped.getCount()).isEqualTo(1);
        hold.countDown();
        awaited(stopped);
        assertThat(done).hasValue(3);
        assertThat(scheduler.isDisposed()).isTrue();
    }

    private double gauge(Meters meter) {
        return registry.get(meter.id()).tag("scheduler", "render").gauge().value();
    }

    private static int awaited(CountDownLatch latch) {
        try {
            if (!latch.await(LIMIT.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)) {
                throw new AssertionError("nobody let go");
            }
            return 1;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }
}
