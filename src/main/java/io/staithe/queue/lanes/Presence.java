package io.staithe.queue.lanes;

import io.staithe.queue.Instance;
import io.staithe.queue.Instances;
import io.staithe.queue.Shield;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * This start of this instance, kept alive by a heartbeat.
 *
 * <p>It counts itself lapsed before anybody else can: by its own monotonic clock, from before the last beat that was
 * answered. A start whose name was taken by a later start never comes back.
 */
public final class Presence {
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

    private final Instances instances;
    private final Identity identity;
    private final Duration beat;
    private final Duration lapse;
    private final Disposable.Swap beating = Disposables.swap();
    private final AtomicReference<@Nullable Beat> last = new AtomicReference<>();

    /** A presence that beats every {@code beat} and has lapsed for others after {@code lapse} without a beat. */
    public Presence(Instances instances, Identity identity, Duration beat, Duration lapse) {
        this.instances = instances;
        this.identity = identity;
        this.beat = beat;
        this.lapse = lapse;
    }

    /** Registers a new start, trying until the database answers, and keeps it alive from then on. */
    public Mono<Instance> begin() {
        return Mono.defer(() -> {
                    long asked = monotonic();
                    return instances
                            .register(identity.name(), identity.url())
                            .map(instance -> new Beat(instance, asked));
                })
                .retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100))
                        .maxBackoff(beat)
                        .doBeforeRetry(signal -> LOG.warn("event=instance.unregistered reason={}", signal.failure())))
                .map(this::begun);
    }

    /** Marks this start as stopped, so that what it owned is free at once. */
    public Mono<Void> end() {
        return Mono.defer(() -> {
            beating.dispose();
            Beat present = last.getAndSet(null);
            return present == null ? Mono.<Void>empty() : instances.stop(present.instance());
        });
    }

    /** This start, as long as no other instance can have counted it lapsed. */
    public Optional<Instance> alive() {
        return Optional.ofNullable(last.get())
                .filter(present -> monotonic() - present.asked() < lapse.toNanos())
                .map(Beat::instance);
    }

    private Instance begun(Beat first) {
        last.set(first);
        beating.update(Pulse.every(beat, "heartbeat", this::beaten));
        LOG.info(
                "event=instance.registered name={} id={} start={}",
                first.instance().name(),
                first.instance().id(),
                first.instance().start());
        return first.instance();
    }

    private Mono<Void> beaten() {
        Beat present = last.get();
        if (present == null) {
            return Mono.empty();
        }
        long asked = monotonic();
        return Shield.fromCancel(instances.beat(present.instance()))
                .timeout(lapse)
                .map(instance -> new Beat(instance, asked))
                .switchIfEmpty(Mono.fromRunnable(() -> replaced(present.instance())))
                .doOnNext(next -> last.compareAndSet(present, next))
                .then();
    }

    private void replaced(Instance instance) {
        LOG.error("event=instance.replaced name={} start={}", instance.name(), instance.start());
        last.set(null);
        beating.dispose();
    }

    private static long monotonic() {
        return Schedulers.parallel().now(TimeUnit.NANOSECONDS);
    }

    /** A stable name and, where other instances can reach it, an address. */
    public record Identity(String name, @Nullable String url) {}

    private record Beat(Instance instance, long asked) {}
}
