package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.Catalog.PackageCount;
import io.staithe.observe.Meters;
import java.util.List;
import reactor.core.publisher.Mono;

/** Counts the packages of repositories for the meter. */
final class PackageMeters {
    private final Catalog catalog;
    private final int repositories;
    private final MultiGauge gauge;

    /** Counts for so many repositories at most. */
    PackageMeters(Catalog catalog, int repositories, MeterRegistry meters) {
        this.catalog = catalog;
        this.repositories = repositories;
        this.gauge = MultiGauge.builder(Meters.REPOSITORY_PACKAGES.id())
                .description(Meters.REPOSITORY_PACKAGES.description())
                .register(meters);
    }

    /** Counts once; a failure leaves the last figures. */
    Mono<Void> count() {
        return catalog.packageCounts()
                .take(repositories)
                .collectList()
                .doOnNext(this::show)
                .then();
    }

    private void show(List<PackageCount> counts) {
        List<MultiGauge.Row<?>> rows = counts.stream()
                .<MultiGauge.Row<?>>map(
                        count -> MultiGauge.Row.of(Tags.of("repository", count.name()), count.packages()))
                .toList();
        gauge.register(rows, true);
    }
}
