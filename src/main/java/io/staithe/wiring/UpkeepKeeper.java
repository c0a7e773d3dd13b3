package io.staithe.wiring;

import io.staithe.publish.Upkeep;
import io.staithe.queue.Announcements;
import io.staithe.queue.Settled;
import io.staithe.queue.lanes.Bell;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Looks after publications: whenever a change of a repository was committed here, when the next one is due, and from
 * time to time. Looks come one after the other; a call that comes meanwhile is answered by one more.
 */
final class UpkeepKeeper implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(UpkeepKeeper.class);
    private static final Duration LEAST_GAP = Duration.ofMillis(20);

    private final Upkeep upkeep;
    private final UpkeepSettings settings;
    private final Bell looks = new Bell("upkeep", this::looked);
    private final Disposable.Swap running = Disposables.swap();
    private final Disposable.Swap next = Disposables.swap();
    private volatile boolean started;

    UpkeepKeeper(Upkeep upkeep, Announcements announcements, UpkeepSettings settings) {
        this.upkeep = upkeep;
        this.settings = settings;
        announcements.onSettled(this::settled);
    }

    @Override
    public void start() {
        started = true;
        running.update(Disposables.composite(
                Flux.interval(settings.look()).onBackpressureDrop().subscribe(tick -> call()), renewals()));
    }

    @Override
    public void stop() {
        started = false;
        running.update(Disposables.disposed());
        next.update(Disposables.disposed());
    }

    @Override
    public boolean isRunning() {
        return started;
    }

    @Override
    public int getPhase() {
        return StopOrder.WORKERS;
    }

    private Disposable renewals() {
        return Flux.interval(Duration.ZERO, settings.renew())
                .onBackpressureDrop()
                .concatMap(tick -> contained(upkeep.renew()), 1)
                .subscribe();
    }

    /** A look that takes long leaves room for others after it. */
    private Mono<Void> looked() {
        return contained(upkeep.look().doOnNext(this::act).then())
                .thenReturn(true)
                .elapsed()
                .flatMap(look -> Mono.delay(LEAST_GAP.plusMillis(2 * look.getT1())))
                .then();
    }

    private void act(Upkeep.Look look) {
        look.due()
                .forEach(publication ->
                        upkeep.publish(publication).doFinally(end -> call()).subscribe());
        next.update(Mono.delay(look.next()).subscribe(due -> call()));
    }

    private void settled(List<Settled> tasks) {
        boolean changed = tasks.stream()
                .flatMap(settled -> settled.task().changes().stream())
                .anyMatch(lane -> lane.name().startsWith("repository/"));
        if (changed) {
            call();
        }
    }

    private void call() {
        if (started) {
            looks.ring();
        }
    }

    private static Mono<Void> contained(Mono<Void> work) {
        return work.onErrorResume(
                failure -> Mono.fromRunnable(() -> LOG.warn("event=upkeep.failed reason={}", failure.toString())));
    }
}
