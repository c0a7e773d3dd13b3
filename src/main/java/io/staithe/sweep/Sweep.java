package io.staithe.sweep;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.staithe.observe.Meters;
import io.staithe.sweep.SweepStore.Depth;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sweeps kind after kind. A kind that fails is logged and counted, and the others go on: what it left keeps what it
 * refers to, and the next sweep tries again.
 */
public final class Sweep {
    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
    private static final Set<Kind> OF_A_DROP = EnumSet.of(Kind.LEFTOVERS, Kind.POOL_USES, Kind.POOL_PATHS);
    private static final Set<Kind> ROWS = EnumSet.complementOf(
            EnumSet.of(Kind.SPOOL, Kind.POOL_ORPHANS, Kind.SHARD_ORPHANS, Kind.ATTEMPTS, Kind.TEMPORARY, Kind.LINKS));

    private final List<Broom> brooms;
    private final MeterRegistry registry;

    /** A sweep by these brooms, in their order. */
    public Sweep(List<Broom> brooms, MeterRegistry registry) {
        this.brooms = List.copyOf(brooms);
        this.registry = registry;
    }

    /** Sweeps everything down to a depth; emits what was swept of each kind. Repeatable. */
    public Mono<List<Swept>> all(Terms terms, Depth depth) {
        return of(depth == Depth.FILES ? EnumSet.allOf(Kind.class) : ROWS, terms);
    }

    /** Sweeps what dropped publications leave in the pools of their prefixes. Repeatable. */
    public Mono<List<Swept>> afterDrop(Terms terms) {
        return of(OF_A_DROP, terms);
    }

    private Mono<List<Swept>> of(Set<Kind> kinds, Terms terms) {
        return Flux.fromIterable(brooms)
                .filter(broom -> kinds.contains(broom.kind()))
                .concatMap(broom -> swept(broom, terms))
                .collectList();
    }

    private Mono<Swept> swept(Broom broom, Terms terms) {
        Kind kind = broom.kind();
        return Mono.defer(() -> {
            Timer.Sample sample = Timer.start(registry);
            return broom.sweep(terms)
                    .doOnNext(this::count)
                    .reduce(new Swept(kind, 0, 0), Swept::plus)
                    .onErrorResume(failure -> failed(kind, failure))
                    .doFinally(end -> sample.stop(Meters.SWEEP_DURATION.timer(registry, "kind", kind.tag())));
        });
    }

    private void count(Swept part) {
        if (part.count() > 0) {
            Meters.SWEPT.counter(registry, "kind", part.kind().tag()).increment(part.count());
            Meters.SWEPT_BYTES.counter(registry, "kind", part.kind().tag()).increment(part.sizeBytes());
        }
    }

    private Mono<Swept> failed(Kind kind, Throwable failure) {
        LOG.warn("event=sweep.failed kind={} reason={}", kind.tag(), failure.toString());
        Meters.SWEEP_FAILURES.counter(registry, "kind", kind.tag()).increment();
        return Mono.just(new Swept(kind, 0, 0));
    }
}
