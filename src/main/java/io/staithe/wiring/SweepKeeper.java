package io.staithe.wiring;

import io.staithe.sweep.Sweep;
import io.staithe.sweep.SweepStore;
import io.staithe.sweep.SweepStore.Depth;
import io.staithe.sweep.SweepStore.Times;
import io.staithe.sweep.Sweeper;
import io.staithe.sweep.Terms;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Sweeps once, unless another instance did within the period or does so now. */
final class SweepKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(SweepKeeper.class);

    private final Sweep sweep;
    private final SweepStore store;
    private final Sweeper sweeper;
    private final Terms terms;
    private final SweepSettings settings;

    SweepKeeper(Sweep sweep, SweepStore store, Sweeper sweeper, Terms terms, SweepSettings settings) {
        this.sweep = sweep;
        this.store = store;
        this.sweeper = sweeper;
        this.terms = terms;
        this.settings = settings;
    }

    /** Half of the period, so that a clock that runs a little fast leaves no beat out. */
    Mono<Void> swept() {
        Times times = new Times(settings.every().dividedBy(2), settings.filesEvery(), terms.lapse());
        return sweeper.present().flatMap(by -> store.begin(by, times).flatMap(depth -> swept(by, depth)));
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
