package io.staithe.wiring;

import io.staithe.sweep.Sweep;
import io.staithe.sweep.SweepStore;
import io.staithe.sweep.SweepStore.Depth;
import io.staithe.sweep.SweepStore.Times;
import io.staithe.sweep.Sweeper;
import io.staithe.sweep.Terms;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sweeps from time to time, unless another instance did or does. */
final class SweepKeeper implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(SweepKeeper.class);

    private final Sweep sweep;
    private final SweepStore store;
    private final Sweeper sweeper;
    private final Terms terms;
    private final SweepSettings settings;
    private final Disposable.Swap running = Disposables.swap();
    private volatile boolean started;

    SweepKeeper(Sweep sweep, SweepStore store, Sweeper sweeper, Terms terms, SweepSettings settings) {
        this.sweep = sweep;
        this.store = store;
        this.sweeper = sweeper;
        this.terms = terms;
        this.settings = settings;
    }

    @Override
    public void start() {
        started = true;
        running.update(Flux.interval(settings.every())
                .onBackpressureDrop()
                .concatMap(tick -> swept(), 1)
                .subscribe());
    }

    @Override
    public void stop() {
        started = false;
        running.update(Disposables.disposed());
    }

    @Override
    public boolean isRunning() {
        return started;
    }

    @Override
    public int getPhase() {
        return StopOrder.WORKERS;
    }

    /** Half of the period, so that a clock that runs a little fast leaves no beat out. */
    private Mono<Void> swept() {
        Times times = new Times(settings.every().dividedBy(2), settings.filesEvery(), terms.lapse());
        return sweeper.present()
                .flatMap(by -> store.begin(by, times).flatMap(depth -> swept(by, depth)))
                .onErrorResume(failure ->
                        Mono.fromRunnable(() -> LOG.warn("event=sweep.failed reason={}", failure.toString())));
    }

    private Mono<Void> swept(long by, Depth depth) {
        return sweep.all(terms, depth)
                .doOnNext(swept -> swept.stream()
                        .filter(one -> one.count() > 0)
                        .forEach(one -> LOG.info(
                                "event=sweep.removed kind={} count={} bytes={}",
                                one.kind().tag(),
                                one.count(),
                                one.sizeBytes())))
                .then(Mono.defer(() -> store.end(by, depth)));
    }
}
