package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.observe.Meters;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Makes a scheduler, or an executor, of a fixed number of named daemon threads and a bounded queue, with gauges of
 * both.
 */
final class BoundedScheduler {
    private static final long IDLE_SECONDS = 60;

    private BoundedScheduler() {}

    /** A scheduler; 0 threads mean one per core. A job beyond the queue is rejected, as Reactor names it. */
    static Scheduler named(String name, int threads, int queued, MeterRegistry registry) {
        return Schedulers.fromExecutorService(executor(name, threads, queued, registry), name);
    }

    /** The same for what knows no schedulers. */
    static ExecutorService executor(String name, int threads, int queued, MeterRegistry registry) {
        int size = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        var executor = new ThreadPoolExecutor(
                size, size, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(queued), threads(name));
        executor.allowCoreThreadTimeOut(true);
        Meters.SCHEDULER_ACTIVE.gauge(registry, executor::getActiveCount, "scheduler", name);
        Meters.SCHEDULER_QUEUED.gauge(registry, () -> executor.getQueue().size(), "scheduler", name);
        Meters.SCHEDULER_THREADS.gauge(registry, () -> size, "scheduler", name);
        return executor;
    }

    private static ThreadFactory threads(String name) {
        var number = new AtomicInteger();
        return job -> {
            var thread = new Thread(job, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
