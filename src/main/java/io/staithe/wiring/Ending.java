package io.staithe.wiring;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;

/**
 * Something that only has to be ended, in its phase of an orderly stop, by work that is bounded; see {@link StopOrder}.
 */
final class Ending implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

    private final int phase;
    private final Supplier<Mono<Void>> work;
    private volatile boolean running;

    Ending(int phase, Supplier<Mono<Void>> work) {
        this.phase = phase;
        this.work = work;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public void stop(Runnable stopped) {
        running = false;
        Mono.defer(work)
                .doOnTerminate(stopped)
                .subscribe(nothing -> {}, failure -> LOG.warn("event=ending.failed reason={}", failure.toString()));
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return phase;
    }
}
