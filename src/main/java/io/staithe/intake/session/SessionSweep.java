package io.staithe.intake.session;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.observe.Meters;
import io.staithe.pool.PartialFiles;
import io.staithe.pool.PartialFiles.Leftover;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Deletes sessions that were left alone for too long, then spool files that no open session has. It looks after those
 * of this instance and of instances that are gone; a file is spared while it is young, for its row may be on its way.
 */
public final class SessionSweep {
    private static final Logger LOG = LoggerFactory.getLogger(SessionSweep.class);
    private static final int AT_ONCE = 500;

    private final PartialFiles files;
    private final SessionStore store;
    private final SessionLimits limits;
    private final Neighbours neighbours;
    private final Instruments instruments;

    /** A sweep of rows and files. */
    public SessionSweep(
            PartialFiles files,
            SessionStore store,
            SessionLimits limits,
            Neighbours neighbours,
            Instruments instruments) {
        this.files = files;
        this.store = store;
        this.limits = limits;
        this.neighbours = neighbours;
        this.instruments = instruments;
    }

    /** Sweeps once for an instance, which this one is; emits what was deleted. Repeatable. */
    public Mono<Swept> sweep(long self) {
        return store.deleteExpired(self, limits.lapse())
                .doOnNext(neighbours.forget())
                .count()
                .zipWhen(expired -> neighbours.lapsed().collectList().flatMap(this::orphans), Swept::new)
                .doOnNext(this::told);
    }

    private Mono<Long> orphans(Collection<String> gone) {
        Instant old = instruments.clock().instant().minus(limits.fileGrace());
        return files.all(gone)
                .filter(file -> file.writtenAt().isBefore(old))
                .buffer(AT_ONCE)
                .concatMap(this::unnamed)
                .concatMap(file -> files.delete(file.instance(), file.name()).thenReturn(file))
                .count();
    }

    private Flux<Leftover> unnamed(List<Leftover> old) {
        Set<String> names = old.stream().map(Leftover::name).collect(Collectors.toSet());
        return store.named(names)
                .collect(Collectors.toSet())
                .flatMapIterable(named -> old.stream()
                        .filter(file -> !named.contains(file.name()))
                        .toList());
    }

    private void told(Swept swept) {
        Meters.SESSIONS.counter(instruments.meters(), "event", "expired").increment(swept.sessions());
        if (swept.sessions() + swept.files() > 0) {
            LOG.info("event=session.swept sessions={} files={}", swept.sessions(), swept.files());
        }
    }

    /** What a sweep deleted: rows, and files without one. */
    public record Swept(long sessions, long files) {}

    /**
     * Who else is concerned.
     *
     * @param lapsed the names of instances that are gone
     * @param forget is told of every session that expired
     */
    public record Neighbours(Flux<String> lapsed, Consumer<SessionStore.Expired> forget) {}

    /** What tells the time and measures. */
    public record Instruments(Clock clock, MeterRegistry meters) {}
}
