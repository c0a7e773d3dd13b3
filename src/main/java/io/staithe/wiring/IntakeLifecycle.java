package io.staithe.wiring;

import io.staithe.intake.Inspections;
import io.staithe.pool.Pool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;

/**
 * Takes up what the last start left: sweeps its spool, and those of instances that are gone, and reads the packages
 * that it had no time for.
 */
final class IntakeLifecycle implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(IntakeLifecycle.class);

    private final Pool pool;
    private final Inspections inspections;
    private final Flux<String> lapsed;
    private final Disposable.Swap beginning = Disposables.swap();
    private volatile boolean running;

    /**
     * The life of intake.
     *
     * @param lapsed the names of instances that are gone
     */
    IntakeLifecycle(Pool pool, Inspections inspections, Flux<String> lapsed) {
        this.pool = pool;
        this.inspections = inspections;
        this.lapsed = lapsed;
    }

    @Override
    public void start() {
        running = true;
        beginning.update(lapsed.collectList()
                .flatMap(pool::sweepSpool)
                .zipWith(inspections.resume())
                .subscribe(
                        counts -> LOG.atInfo()
                                .addKeyValue("event", "intake.started")
                                .addKeyValue("leftovers", counts.getT1())
                                .addKeyValue("inspections", counts.getT2())
                                .log("intake started"),
                        failure -> LOG.atWarn()
                                .addKeyValue("event", "intake.unswept")
                                .setCause(failure)
                                .log("intake started, but could not take up what the last start left")));
    }

    @Override
    public void stop() {
        running = false;
        beginning.dispose();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return StopOrder.WORKERS;
    }
}
