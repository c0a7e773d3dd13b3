package io.staithe.pool.file;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** Looks at the pace of every open body several times a second: one timer for all of them. Threads: any. */
final class PaceWatch implements AutoCloseable {
    private static final long TICK_MILLIS = 100;

    private final Scheduler timer;
    private final Disposable ticking;
    private final Set<Watched> open = ConcurrentHashMap.newKeySet();

    /** A watch that ticks until it is closed. */
    PaceWatch(Scheduler timer) {
        this.timer = timer;
        this.ticking = timer.schedulePeriodically(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The time that paces are measured in. */
    long nanos() {
        return timer.now(TimeUnit.NANOSECONDS);
    }

    void add(Watched body) {
        open.add(body);
    }

    void remove(Watched body) {
        open.remove(body);
    }

    @Override
    public void close() {
        ticking.dispose();
    }

    private void tick() {
        open.forEach(Watched::checkPace);
    }

    /** A body that is coming. */
    interface Watched {
        /** Gives the body up where it broke a limit of time. */
        void checkPace();
    }
}
