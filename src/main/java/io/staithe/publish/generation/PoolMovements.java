package io.staithe.publish.generation;

import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.range.Movement;
import io.staithe.catalog.range.Position;
import io.staithe.catalog.range.Ranges;
import io.staithe.catalog.range.Selection;
import io.staithe.deb.Architecture;
import io.staithe.deb.PackageKind;
import io.staithe.publish.generation.Edition.Pinned;
import io.staithe.publish.generation.GenerationStore.Base;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The pool paths that came and went between the generation before and an edition.
 *
 * <p>A file that a source package shares with another one of its name stays while that one shows it.
 */
public final class PoolMovements {
    private static final Selection SOURCES = new Selection(Set.of(PackageKind.SOURCE), Set.of(Architecture.SOURCE));

    private final GenerationStore store;
    private final Ranges ranges;
    private final PoolClaims claims;
    private final int limit;

    /**
     * Movements in a catalogue.
     *
     * @param limit from how many moved members on everything is read instead
     */
    public PoolMovements(GenerationStore store, Ranges ranges, PoolClaims claims, int limit) {
        this.store = store;
        this.ranges = ranges;
        this.claims = claims;
        this.limit = limit;
    }

    /**
     * What moved since the generation before. Empty where that says nothing about this edition: there is none, other
     * repositories or other pool directories are published, or too much moved.
     */
    Mono<Moved> since(Edition edition) {
        if (edition.before().generation() == 0 || !hasSamePaths(edition)) {
            return Mono.empty();
        }
        return store.base(edition.before().id(), edition.before().generation())
                .filter(base -> origins(base.sources()).equals(origins(edition.sources())))
                .flatMap(base -> moved(edition, base));
    }

    /** Stages the claims of files, whatever there was before. */
    Mono<Void> stage(Edition edition, List<PoolFile> shown) {
        return claims.take(edition, shown);
    }

    /** Stages the claims of what moved; what stays is linked where it has to be. */
    Mono<Void> stage(Edition edition, Moved moved) {
        return Flux.fromIterable(edition.sources())
                .concatMap(source -> stage(edition, source, moved.of(source)))
                .then(Mono.defer(() -> claims.linkBefore(edition)));
    }

    private Mono<Moved> moved(Edition edition, Base base) {
        Map<String, Long> since =
                base.sources().stream().collect(Collectors.toMap(Pinned::component, Pinned::revision));
        return Flux.fromIterable(edition.sources())
                .concatMap(source -> movements(source, revision(since, source))
                        .map(movements -> Map.entry(source.component(), movements)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .filter(found -> found.values().stream().allMatch(some -> some.size() < limit))
                .map(found -> new Moved(found, since, base.packages()));
    }

    private Mono<List<Movement>> movements(Pinned source, long since) {
        return since == source.revision()
                ? Mono.just(List.of())
                : ranges.between(source.repository(), since, source.revision(), limit)
                        .collectList();
    }

    private Mono<Void> stage(Edition edition, Pinned source, List<Movement> movements) {
        ComponentFiles files = new ComponentFiles(edition, source.component());
        List<PoolFile> shown = files.pool(members(movements, true));
        Set<String> hidden = paths(files.pool(members(movements, false)));
        hidden.removeAll(paths(shown));
        return stage(edition, shown)
                .then(hidden.isEmpty() ? Mono.empty() : remaining(source, movements, files))
                .doOnNext(hidden::removeAll)
                .then(Mono.defer(() -> claims.release(edition, hidden)));
    }

    /** The paths that other sources of the names of those that left still show. */
    private Mono<Set<String>> remaining(Pinned source, List<Movement> movements, ComponentFiles files) {
        return Flux.fromIterable(members(movements, false))
                .filter(member -> member.kind() == PackageKind.SOURCE)
                .map(member -> member.key().name().value())
                .distinct()
                .concatMap(name -> ranges.from(source.repository(), source.revision(), Position.before(name), SOURCES)
                        .takeWhile(member -> member.key().name().value().equals(name)))
                .collectList()
                .map(left -> paths(files.pool(left)));
    }

    private static List<CataloguedPackage> members(List<Movement> movements, boolean entered) {
        return movements.stream()
                .filter(movement -> movement.entered() == entered)
                .map(Movement::member)
                .toList();
    }

    private static Set<String> paths(List<PoolFile> files) {
        return files.stream().map(PoolFile::path).collect(Collectors.toCollection(HashSet::new));
    }

    private static boolean hasSamePaths(Edition edition) {
        return edition.options().multiDist() == edition.before().options().multiDist()
                && edition.architectures().equals(edition.before().architectures());
    }

    private static Map<String, Long> origins(List<Pinned> sources) {
        return sources.stream()
                .collect(Collectors.toMap(
                        Pinned::component, source -> source.repository().value()));
    }

    private static long revision(Map<String, Long> since, Pinned source) {
        return Objects.requireNonNull(since.get(source.component()));
    }

    /** What moved in each component, since which revision, and how many packages there were. */
    record Moved(Map<String, List<Movement>> movements, Map<String, Long> since, long before) {
        List<Movement> of(Pinned source) {
            return movements.getOrDefault(source.component(), List.of());
        }

        Map<Long, List<Movement>> known(Pinned source) {
            return Map.of(revision(since, source), of(source));
        }

        long packages() {
            return before
                    + movements.values().stream()
                            .flatMap(List::stream)
                            .mapToInt(movement -> movement.entered() ? 1 : -1)
                            .sum();
        }
    }
}
