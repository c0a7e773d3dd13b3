package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.Catalog.PackageCount;
import io.staithe.observe.Meters;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Counts the packages of repositories now and then for the meter, as many repositories as the settings allow. */
final class PackageMeters implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(PackageMeters.class);

    private final Catalog catalog;
    private final CatalogSettings settings;
    private final MultiGauge gauge;
    private final Disposable.Swap counting = Disposables.swap();
    private volatile boolean running;

    PackageMeters(Catalog catalog, CatalogSettings settings, MeterRegistry meters) {
        this.catalog = catalog;
        this.settings = settings;
        this.gauge = MultiGauge.builder(Meters.REPOSITORY_PACKAGES.id())
                .description(Meters.REPOSITORY_PACKAGES.description())
                .register(meters);
    }

    @Override
    public void start() {
        running = true;
        if (settings.countedRepositories() > 0) {
            counting.update(Flux.interval(settings.countInterval())
                    .onBackpressureDrop()
                    .concatMap(tick -> count(), 1)
                    .subscribe());
        }
    }

    /** Counts once; a failure is logged and leaves the last figures. */
    Mono<Void> count() {
        return catalog.packageCounts()
                .take(settings.countedRepositories())
                .collectList()
                .doOnNext(this::show)
                .doOnError(failure -> LOG.warn("event=packages-not-counted", failure))
                .onErrorComplete()
                .then();
    }

    private void show(List<PackageCount> counts) {
        List<MultiGauge.Row<?>> rows = counts.stream()
                .<MultiGauge.Row<?>>map(
                        count -> MultiGauge.Row.of(Tags.of("repository", count.name()), count.packages()))
                .toList();
        gauge.register(rows, true);
    }

    @Override
    public void stop() {
        running = false;
        counting.update(Disposables.disposed());
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return StopOrder.WORKERS;
    }
}
