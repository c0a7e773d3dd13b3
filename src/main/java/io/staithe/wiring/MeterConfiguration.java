package io.staithe.wiring;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.MeterFilter;
import io.staithe.observe.Meters;
import java.io.File;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Meters that belong to no room. */
@Configuration(proxyBeanMethods = false)
final class MeterConfiguration {
    private static final String REQUESTS = "http.server.requests";

    /** How much room there is, for alerts that come before uploads are refused; a directory that is gone has none. */
    @Bean
    MeterBinder diskMeters(Directories directories) {
        Map<String, File> watched = Map.of(
                "data",
                directories.data().toFile(),
                "shared",
                directories.shared().toFile());
        return registry -> watched.forEach((name, directory) -> {
            Meters.DISK_FREE.gauge(registry, directory::getUsableSpace, "directory", name);
            Meters.DISK_TOTAL.gauge(registry, directory::getTotalSpace, "directory", name);
        });
    }

    /** Says what the meters of requests are, which Spring leaves open. */
    @Bean
    MeterFilter describedRequests() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().startsWith(REQUESTS) && id.getDescription() == null ? described(id) : id;
            }
        };
    }

    private static Meter.Id described(Meter.Id id) {
        return new Meter.Id(
                id.getName(),
                Tags.of(id.getTags()),
                id.getBaseUnit(),
                "requests by method, route and status",
                id.getType());
    }
}
