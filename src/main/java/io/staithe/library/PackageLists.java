package io.staithe.library;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.access.Role;
import io.staithe.catalog.Catalog;
import io.staithe.catalog.CatalogFault;
import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.Reach;
import io.staithe.catalog.search.Candidate;
import io.staithe.catalog.search.Following;
import io.staithe.catalog.search.Found;
import io.staithe.catalog.search.Packages;
import io.staithe.catalog.search.Resolution;
import io.staithe.catalog.search.Resolver;
import io.staithe.catalog.search.Standing;
import io.staithe.catalog.snapshot.SnapshotCatalog;
import io.staithe.deb.Architecture;
import io.staithe.deb.PackageKey;
import io.staithe.deb.query.PackageQuery;
import io.staithe.fault.Refused;
import io.staithe.library.snapshot.SnapshotTasks;
import io.staithe.library.task.RepositoryChanges;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Use cases that look for packages: in a repository, in a snapshot, in the whole catalogue. They change nothing. */
public final class PackageLists {
    private static final int PAGE = 500;
    private static final Predicate<String> IS_REAL = architecture ->
            !architecture.equals(Architecture.ALL.value()) && !architecture.equals(Architecture.SOURCE.value());

    private static final Comparator<Found> ORDER = Comparator.comparing(
                    (Found found) -> found.key().name())
            .thenComparing(found -> found.key().version(), Comparator.reverseOrder())
            .thenComparing(found -> found.key().architecture());

    private final Catalog catalog;
    private final SnapshotCatalog snapshots;
    private final Packages packages;
    private final Resolver resolver;
    private final Dependencies dependencies;

    /** Use cases on a catalogue. */
    public PackageLists(
            Catalog catalog,
            SnapshotCatalog snapshots,
            Packages packages,
            Resolver resolver,
            Dependencies dependencies) {
        this.catalog = catalog;
        this.snapshots = snapshots;
        this.packages = packages;
        this.resolver = resolver;
        this.dependencies = dependencies;
    }

    /** A repository as it is now; {@code UNKNOWN_REPOSITORY} where there is none. */
    public Mono<Standing> repository(Caller caller, String name) {
        return caller.required(Need.some(Role.READ, name))
                .then(catalog.repository(name))
                .map(Standing::of)
                .switchIfEmpty(Mono.error(() -> RepositoryChanges.unknown(name)));
    }

    /** Every package, whether a repository holds it or not. */
    public Mono<Standing> catalogue(Caller caller) {
        return caller.required(Need.readEverything()).thenReturn(Standing.CATALOGUE);
    }

    /** What a snapshot names; {@code UNKNOWN_SNAPSHOT} where there is none. */
    public Mono<Standing> snapshot(Caller caller, String name) {
        return caller.required(Need.some(Role.READ, name))
                .then(snapshots.snapshot(name))
                .map(Standing::of)
                .switchIfEmpty(Mono.error(() -> SnapshotTasks.unknown(name)));
    }

    /**
     * What is wished of a set, in the order of {@link Packages#find}. {@code NO_ARCHITECTURES} where dependencies are
     * wished and there is none to resolve them for.
     */
    public Flux<Found> find(Standing where, Wish wish) {
        Flux<Found> fitting = packages.find(where, wish.query());
        Flux<Found> wished = !wish.withDependencies() || wish.query().equals(PackageQuery.ALL)
                ? fitting
                : architectures(List.of(where), List.of())
                        .flatMapMany(
                                architectures -> resolver.resolve(question(where, List.of(), architectures), fitting))
                        .flatMapIterable(PackageLists::sorted);
        return wish.latestOnly() ? Latest.of(wished) : wished;
    }

    /** The keys of what {@link #find} emits, as texts of {@link Packages#keys}. */
    public Flux<String> keys(Standing where, Wish wish) {
        return wish.withDependencies() || wish.latestOnly()
                ? find(where, wish)
                        .map(found -> found.key().toString())
                        .buffer(PAGE)
                        .map(keys -> String.join("\n", keys))
                : packages.keys(where, wish.query());
    }

    private static List<Found> sorted(Resolution resolution) {
        return resolution.packages().stream().sorted(ORDER).toList();
    }

    /**
     * What is to be pulled or copied into a target: the wished packages of a source and, where that is wished, what
     * they need and the target does not satisfy. Emits one resolution.
     *
     * @param architectures those that dependencies are resolved for
     */
    public Mono<Resolution> pulled(Standing source, Wish wish, Standing target, List<String> architectures) {
        Flux<Found> fitting = packages.find(source, wish.query());
        Flux<Found> roots = wish.latestOnly() ? Latest.of(fitting) : fitting;
        return wish.withDependencies()
                ? resolver.resolve(question(source, List.of(target), architectures), roots)
                : roots.collectList().map(found -> new Resolution(found, List.of()));
    }

    /** The members that have one of these names, in no order. */
    public Flux<Found> named(Standing where, Collection<String> names) {
        Set<String> wanted = Set.copyOf(names);
        return Flux.fromIterable(wanted)
                .buffer(PAGE)
                .concatMap(page -> packages.candidates(where, page), 1)
                .map(Candidate::found)
                .filter(found -> wanted.contains(found.key().name().value()))
                .distinct();
    }

    private Resolver.Question question(Standing source, List<Standing> present, List<String> architectures) {
        return new Resolver.Question(source, present, architectures, dependencies.following());
    }

    /**
     * The architectures to resolve dependencies for: the given ones, else the configured ones, else those of the
     * members of these sets; without {@code all} and {@code source}. {@code NO_ARCHITECTURES} where there is none.
     */
    public Mono<List<String>> architectures(Collection<Standing> sets, Collection<String> given) {
        Collection<String> known = given.isEmpty() ? dependencies.architectures() : given;
        Flux<String> found = known.isEmpty()
                ? Flux.fromIterable(sets).concatMap(packages::architectures).map(Architecture::value)
                : Flux.fromIterable(known);
        return found.filter(IS_REAL)
                .distinct()
                .collectList()
                .filter(architectures -> !architectures.isEmpty())
                .switchIfEmpty(Mono.error(() -> new Refused(
                        CatalogFault.NO_ARCHITECTURES,
                        "unable to determine list of architectures, please specify explicitly")));
    }

    /** Packages in full, in their order, read in pages. */
    public Flux<CataloguedPackage> inFull(Flux<Found> found) {
        return found.buffer(PAGE).concatMap(packages::load, 1);
    }

    /**
     * A package of the catalogue by key; empty where it does not know it, or the caller may read no repository with it.
     */
    public Mono<CataloguedPackage> show(Caller caller, PackageKey key) {
        return Reaches.of(caller, catalog)
                .filterWhen(reach -> reach.equals(Reach.EVERYTHING)
                        ? Mono.just(true)
                        : packages.held(reach, List.of(key)).hasElements())
                .flatMap(reach -> packages.known(key))
                .flatMapMany(found -> packages.load(List.of(found)))
                .next();
    }

    /**
     * What is wished of a set of packages.
     *
     * @param withDependencies whether what fits brings along what it needs
     * @param latestOnly whether only the newest version per name and architecture is wished
     */
    public record Wish(PackageQuery query, boolean withDependencies, boolean latestOnly) {
        /** Everything. */
        public static final Wish ALL = new Wish(PackageQuery.ALL, false, false);
    }

    /**
     * How dependencies are resolved where a call does not say.
     *
     * @param architectures for which; empty for those that are found
     */
    public record Dependencies(List<String> architectures, Following following) {
        /** Copies the architectures. */
        public Dependencies {
            architectures = List.copyOf(architectures);
        }
    }
}
