package io.staithe.web.aptly.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The meters of aptly, under its names: what its dashboards and alerts read. They live in a registry of their own.
 *
 * <p>Paths are told by their first two segments, and only where a route begins so; upload directories by their names,
 * up to a number of them. So nobody can fill the memory with labels. Safe for threads.
 */
public final class ApiMeters {
    private static final String OTHER = "other";
    private static final int MAX_DIRECTORIES = 1000;
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH");

    private final MeterRegistry registry;
    private final MultiGauge packages;
    private final Map<Tags, AtomicInteger> inFlight = new ConcurrentHashMap<>();
    private final Set<String> directories = ConcurrentHashMap.newKeySet();

    /**
     * Meters in a registry.
     *
     * @param version the version of aptly whose answers these are
     */
    public ApiMeters(MeterRegistry registry, String version) {
        this.registry = registry;
        this.packages = MultiGauge.builder("aptly.repos.package.count")
                .description("packages in each component of what is published")
                .register(registry);
        Gauge.builder("aptly.build.info", () -> 1)
                .description("what answers")
                .tags(
                        "version",
                        version,
                        "goversion",
                        "java" + Runtime.version().feature())
                .register(registry);
    }

    /** A call begins, to a path of which this is what is told. */
    void begin(String method, String path) {
        inFlight(method, path).incrementAndGet();
    }

    /** The call has ended. */
    void end(Call call, int status, long nanos) {
        inFlight(call.method(), call.path()).decrementAndGet();
        Tags tags = tags(call.method(), call.path()).and("code", Integer.toString(status));
        Counter.builder("aptly.api.http.requests")
                .description("requests by their answers")
                .tags(tags)
                .register(registry)
                .increment();
        Timer.builder("aptly.api.http.request.duration")
                .description("from the request to the end of its answer")
                .tags(tags)
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
        size("aptly.api.http.request.size", "bytes of bodies of requests", tags).record(call.requestBytes());
        size("aptly.api.http.response.size", "bytes of bodies of answers", tags).record(call.responseBytes());
    }

    private DistributionSummary size(String name, String description, Tags tags) {
        return DistributionSummary.builder(name)
                .description(description)
                .baseUnit("bytes")
                .tags(tags)
                .register(registry);
    }

    /** Something was uploaded into a directory. */
    void uploaded(String directory) {
        boolean isTold = directories.contains(directory) || directories.size() < MAX_DIRECTORIES;
        if (isTold) {
            directories.add(directory);
        }
        Counter.builder("aptly.api.files.uploaded")
                .description("uploads by directory")
                .tags("directory", isTold ? directory : OTHER)
                .register(registry)
                .increment();
    }

    /**
     * The text of all meters, with how many packages are published now in place of what was told before; one at a time,
     * since a text must not be written while rows come and go.
     *
     * @param published by labels that may be those of several publications, of which one is told
     */
    synchronized String told(Map<Tags, Long> published, Supplier<String> scrape) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>(published.size());
        published.forEach((tags, number) -> rows.add(MultiGauge.Row.of(tags, number)));
        packages.register(rows, true);
        return scrape.get();
    }

    private AtomicInteger inFlight(String method, String path) {
        return inFlight.computeIfAbsent(tags(method, path), tags -> {
            AtomicInteger number = new AtomicInteger();
            Gauge.builder("aptly.api.http.requests.in.flight", number, AtomicInteger::get)
                    .description("requests that are not answered yet")
                    .tags(tags)
                    .register(registry);
            return number;
        });
    }

    private static Tags tags(String method, String path) {
        return Tags.of("method", METHODS.contains(method) ? method : OTHER, "path", path);
    }

    /**
     * A call.
     *
     * @param path its first two segments, as they are told
     */
    record Call(String method, String path, long requestBytes, long responseBytes) {}
}
