package io.staithe.wiring;

import java.util.Collection;
import java.util.List;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Lets the schedulers finish what they hold once nothing can give them more, and before the database goes. */
final class SchedulerStop implements SmartLifecycle {
    private final List<Scheduler> schedulers;
    private volatile boolean running;

    SchedulerStop(Collection<Scheduler> schedulers) {
        this.schedulers = List.copyOf(schedulers);
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        schedulers.forEach(Scheduler::dispose);
    }

    @Override
    public void stop(Runnable stopped) {
        running = false;
        Mono.whenDelayError(
                        schedulers.stream().map(Scheduler::disposeGracefully).toList())
                .subscribe(nothing -> {}, failure -> stopped.run(), stopped);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return StopOrder.SCHEDULERS;
    }
}
