package io.staithe.wiring;

import io.staithe.queue.lanes.Housekeeping;
import io.staithe.queue.lanes.LaneTasks;
import io.staithe.queue.lanes.Lanes;
import io.staithe.queue.lanes.Neighbours;
import io.staithe.queue.lanes.Presence;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * Begins the queue when all beans are made, and ends it in order: claim no more, let running tasks finish within a
 * bound, let go of lanes, mark the instance as stopped, say so to the others, end the waits.
 */
final class QueueLifecycle implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(QueueLifecycle.class);

    private final Presence presence;
    private final Workers workers;
    private final LaneTasks tasks;
    private final Duration stopTimeout;
    private final Disposable.Swap beginning = Disposables.swap();
    private volatile boolean running;

    QueueLifecycle(Presence presence, Workers workers, LaneTasks tasks, Duration stopTimeout) {
        this.presence = presence;
        this.workers = workers;
        this.tasks = tasks;
        this.stopTimeout = stopTimeout;
    }

    @Override
    public void start() {
        running = true;
        tasks.open();
        workers.housekeeping().open();
        beginning.update(presence.begin().subscribe(instance -> {
            workers.lanes().open();
            workers.neighbours().begin(instance);
        }));
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public void stop(Runnable stopped) {
        running = false;
        beginning.dispose();
        workers.housekeeping().close();
        workers.lanes()
                .close(stopTimeout)
                .then(presence.end())
                .then(workers.neighbours().end())
                .doOnTerminate(tasks::close)
                .subscribe(
                        nothing -> {},
                        failure -> {
                            LOG.warn("event=queue.stopped reason={}", failure.toString());
                            stopped.run();
                        },
                        stopped);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return StopOrder.LANES;
    }

    /** What works beside the waits. */
    record Workers(Lanes lanes, Neighbours neighbours, Housekeeping housekeeping) {}
}
