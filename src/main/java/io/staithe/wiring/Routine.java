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
import reactor.core.publisher.Sinks;

/**
 * Background work that is done again and again while the server runs, never two at a time; a failure is logged, and the
 * next beat after a short rest tries again, so that a database that is away does not fill the log. A stop lets a beat
 * that is under way end for a while: a statement that is cut off while its connection goes may leak its buffers.
 */
public final class Routine implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Routine.class);

    private static final Duration REST = Duration.ofMillis(500);
    private static final Duration LAST_BEAT = Duration.ofSeconds(2);

    private final String name;
    private final Duration first;
    private final Duration every;
    private final Supplier<Mono<Void>> work;
    private final Disposable.Swap beating = Disposables.swap();
    private volatile Sinks.Empty<Void> stopping = Sinks.empty();
    private volatile Sinks.Empty<Void> ended = Sinks.empty();
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
        stopping = Sinks.empty();
        ended = Sinks.empty();
        beating.update(Flux.interval(first, every)
                .onBackpressureDrop()
                .takeUntilOther(stopping.asMono())
                .concatMap(beat -> done(), 1)
                .doFinally(end -> ended.tryEmitEmpty())
                .subscribe());
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public void stop(Runnable stopped) {
        started = false;
        stopping.tryEmitEmpty();
        ended.asMono()
                .timeout(LAST_BEAT, Mono.empty())
                .doFinally(end -> {
                    beating.update(Disposables.disposed());
                    stopped.run();
                })
                .subscribe();
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
        return Mono.defer(() -> started ? work.get() : Mono.<Void>empty()).onErrorResume(failure -> {
            LOG.warn("event=routine.failed routine={} reason={}", name, failure.toString());
            return Mono.delay(REST).then();
        });
    }
}
