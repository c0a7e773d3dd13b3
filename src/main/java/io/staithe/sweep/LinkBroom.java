package io.staithe.sweep;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.staithe.publish.files.SweptFiles;
import io.staithe.sweep.SweepStore.Linked;
import io.staithe.sweep.SweepStore.PrefixPool;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Compares what outside web servers see of pools with the claims. What no claim names gets a doomed one, by which it is
 * swept with the other pool paths; what a claim says is linked and is not there is noted, and linked anew by whoever
 * links next. It deletes nothing itself, and emits nothing.
 */
final class LinkBroom implements Broom {
    private static final Logger LOG = LoggerFactory.getLogger(LinkBroom.class);
    private static final int BATCH = 500;

    private final SweptFiles files;
    private final SweepStore store;
    private final Sweeper sweeper;

    LinkBroom(SweptFiles files, SweepStore store, Sweeper sweeper) {
        this.files = files;
        this.store = store;
        this.sweeper = sweeper;
    }

    @Override
    public Kind kind() {
        return Kind.LINKS;
    }

    @Override
    public Flux<Swept> sweep(Terms terms) {
        return store.born()
                .flatMapMany(born -> pools().concatMap(pool -> unclaimed(pool, born, terms)))
                .then(Mono.defer(this::missing))
                .thenMany(Flux.empty());
    }

    /**
     * Those that have a directory of their own: what one storage does not know may be another's that leads there too.
     */
    private Flux<PrefixPool> pools() {
        return store.pools()
                .concatMap(pool ->
                        files.poolDirectory(pool.storage(), pool.prefix()).map(directory -> Map.entry(directory, pool)))
                .collectMultimap(Map.Entry::getKey, Map.Entry::getValue)
                .flatMapIterable(Map::values)
                .filter(sharing -> sharing.size() == 1)
                .flatMapIterable(sharing -> sharing);
    }

    private Mono<Void> unclaimed(PrefixPool pool, Instant born, Terms terms) {
        return files.oldLinks(pool.storage(), pool.prefix(), born, terms.orphans())
                .buffer(BATCH)
                .concatMap(paths -> sweeper.present().flatMap(by -> store.disownLinks(by, pool, paths)), 1)
                .then();
    }

    private Mono<Void> missing() {
        return page(0).expand(page -> page.size() < BATCH
                        ? Mono.empty()
                        : page(page.get(page.size() - 1).claim()))
                .then();
    }

    private Mono<List<Linked>> page(long after) {
        return store.linked(after, BATCH).collectList().delayUntil(this::noted);
    }

    private Mono<Void> noted(List<Linked> page) {
        // Claims of two prefixes may name one place: the end of a prefix may be the beginning of a path.
        Map<String, Map<String, List<Long>>> claims = page.stream()
                .collect(groupingBy(Linked::storage, groupingBy(Linked::place, mapping(Linked::claim, toList()))));
        return Flux.fromIterable(claims.entrySet())
                .concatMap(entry -> files.missing(
                                entry.getKey(), entry.getValue().keySet())
                        .flatMapIterable(place -> entry.getValue().getOrDefault(place, List.of())))
                .collectList()
                .filter(missing -> !missing.isEmpty())
                .doOnNext(missing -> LOG.warn("event=sweep.links.missing links={}", missing.size()))
                .flatMap(store::unlinked);
    }
}
