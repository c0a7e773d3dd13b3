package io.staithe.wiring;

import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Background work that is done again and again while the server runs, never two at a time; a failure is logged, and the
 * next beat after a short rest tries again, so that a database that is away does not fill the log.
 */
public final class Routine implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Routine.class);

    private static final Duration REST = Duration.ofMillis(500);

    private final String name;
    private final Duration first;
    private final Duration every;
    private final Supplier<Mono<Void>> work;
    private final Disposable.Swap beating = Disposables.swap();
    private volatile boolean started;

    /** Work that is begun so long after the start, and from then on in this period. */
    public Routine(String name, Duration first, Duration every, Supplier<Mono<Void>> work) {
        this.name = name;
        this.first = first;
        this.every = every;
        this.work = work;
    }

    @Override
    public void start() {
        started = true;
        beating.update(Flux.interval(first, every)
                .onBackpressureDrop()
                .concatMap(beat -> done(), 1)
                .subscribe());
    }

    @Override
    public void stop() {
        started = false;
        beating.update(Disposables.disposed());
    }

    @Override
    public boolean isRunning() {
        return started;
    }

    @Override
    public int getPhase() {
        return StopOrder.WORKERS;
    }

    private Mono<Void> done() {
        return Mono.defer(work).onErrorResume(failure -> {
            LOG.warn("event=routine.failed routine={} reason={}", name, failure.toString());
            return Mono.delay(REST).then();
        });
    }
}
