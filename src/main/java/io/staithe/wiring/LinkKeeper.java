package io.staithe.wiring;

import io.staithe.publish.files.OutsideLinks;
import io.staithe.publish.generation.PoolClaims;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Compares the links for outside web servers with the database at start and from then on at every interval. */
final class LinkKeeper implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(LinkKeeper.class);

    private final OutsideLinks links;
    private final PoolClaims claims;
    private final Duration every;
    private @Nullable Disposable running;

    LinkKeeper(OutsideLinks links, PoolClaims claims, Duration every) {
        this.links = links;
        this.claims = claims;
        this.every = every;
    }

    @Override
    public synchronized void start() {
        if (running == null) {
            running = Flux.interval(Duration.ZERO, every)
                    .onBackpressureDrop()
                    .concatMap(tick -> followed(), 1)
                    .subscribe();
        }
    }

    @Override
    public synchronized void stop() {
        if (running != null) {
            running.dispose();
            running = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running != null;
    }

    @Override
    public int getPhase() {
        return StopOrder.WORKERS;
    }

    private Mono<Void> followed() {
        return claims.linkRemaining().then(links.followAll()).onErrorResume(failure -> {
            LOG.warn("event=links.failed reason={}", failure.toString());
            return Mono.empty();
        });
    }
}
