package io.staithe.library.change;

import static java.util.stream.Collectors.toMap;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.access.Caller;
import io.staithe.catalog.Catalog;
import io.staithe.library.Reaches;
import io.staithe.observe.Meters;
import io.staithe.pool.Location;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Bytes that need not be sent again. Only what the caller may read, or has uploaded, is told: what others hold cannot
 * be found out. Bytes whose file is not in the pool any more are not here, so that they come again and are whole.
 */
public final class KnownBytes {
    private final Catalog catalog;
    private final Holdings holdings;
    private final Function<Location, Mono<Long>> sizes;
    private final MeterRegistry meters;

    /**
     * What rows and pool have.
     *
     * @param sizes how many bytes the pool has at a location; empty where none
     */
    public KnownBytes(Catalog catalog, Holdings holdings, Function<Location, Mono<Long>> sizes, MeterRegistry meters) {
        this.catalog = catalog;
        this.holdings = holdings;
        this.sizes = sizes;
        this.meters = meters;
    }

    /** The size of a package's file; empty where it has to be sent. */
    public Mono<Long> sizeBytes(Caller caller, String sha256) {
        return find(caller, List.of(sha256))
                .flatMap(found -> Mono.justOrEmpty(found.get(sha256)))
                .map(holding -> holding.blob().digests().sizeBytes());
    }

    /** Those of the digests that are here. */
    Mono<Map<String, Holding>> find(Caller caller, Collection<String> sha256) {
        if (sha256.isEmpty()) {
            return Mono.just(Map.of());
        }
        return Reaches.of(caller, catalog)
                .flatMapMany(reach -> holdings.find(caller, reach, sha256))
                .filterWhen(this::isInPool)
                .collect(toMap(Holding::sha256, holding -> holding))
                .doOnNext(found -> count(found.size(), sha256.size() - found.size()));
    }

    private Mono<Boolean> isInPool(Holding holding) {
        long sizeBytes = holding.blob().digests().sizeBytes();
        return sizes.apply(holding.blob().location())
                .map(present -> present == sizeBytes)
                .defaultIfEmpty(false);
    }

    private void count(int known, int unknown) {
        Meters.KNOWN_BYTES.counter(meters, "answer", "known").increment(known);
        Meters.KNOWN_BYTES.counter(meters, "answer", "unknown").increment(unknown);
    }
}
