package io.staithe.queue.lanes;

import io.staithe.queue.Shield;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Work that is done again and again; a failure is logged when it begins, and the next beat tries again. */
final class Pulse {
    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

    private final String name;
    private final Supplier<Mono<Void>> work;
    private final AtomicBoolean failing = new AtomicBoolean();

    private Pulse(String name, Supplier<Mono<Void>> work) {
        this.name = name;
        this.work = work;
    }

    /**
     * Begins work one period from now and every period, never two at a time; a beat that comes too early is left out.
     */
    static Disposable every(Duration period, String name, Supplier<Mono<Void>> work) {
        Pulse pulse = new Pulse(name, work);
        return Flux.interval(period)
                .onBackpressureDrop()
                .concatMap(beat -> pulse.beat(), 1)
                .subscribe();
    }

    private Mono<Void> beat() {
        // A beat that has begun is not cut when the pulse ends.
        return Shield.fromCancel(Mono.defer(work))
                .doOnSuccess(done -> recovered())
                .onErrorResume(failure -> Mono.fromRunnable(() -> failed(failure)));
    }

    private void recovered() {
        if (failing.compareAndSet(true, false)) {
            LOG.info("event=pulse.recovered pulse={}", name);
        }
    }

    private void failed(Throwable failure) {
        if (failing.compareAndSet(false, true)) {
            LOG.warn("event=pulse.failed pulse={} reason={}", name, failure.toString());
        }
    }
}
