package io.staithe.catalog.search;

import io.staithe.catalog.search.Closure.Need;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Finds what packages need, round by round: the names that the packages of a round need are looked up at once, so that
 * a repository is never read whole.
 *
 * <p>Memory grows with the number of packages that are chosen and of different relations among them, by a few hundred
 * bytes each, and not with the repository.
 */
public final class Resolver {
    private final Packages packages;
    private final int batch;

    /**
     * A resolver.
     *
     * @param batch how many packages or relations are looked at in one round
     */
    public Resolver(Packages packages, int batch) {
        this.packages = packages;
        this.batch = batch;
    }

    /**
     * The roots and what they need, transitively. A relation that a chosen or present package satisfies chooses
     * nothing; else the first alternative that a member of the source satisfies chooses its best one: a package of that
     * name before one that provides it, then the newest. Emits exactly one resolution; may be repeated.
     */
    public Mono<Resolution> resolve(Question question, Flux<Found> roots) {
        return Mono.defer(() -> {
            Closure closure = new Closure(question.architectures(), question.following());
            return roots.buffer(batch)
                    .concatMap(packages::candidates, 1)
                    .doOnNext(closure::take)
                    .thenMany(Mono.defer(() -> round(question, closure)).repeat(closure::hasNeeds))
                    .then(Mono.fromSupplier(closure::resolution));
        });
    }

    private Mono<Void> round(Question question, Closure closure) {
        List<Need> needs = closure.nextNeeds(batch);
        if (needs.isEmpty()) {
            return Mono.empty();
        }
        Set<String> names =
                needs.stream().flatMap(need -> need.names().stream()).collect(Collectors.toSet());
        Mono<List<Candidate>> present = Flux.fromIterable(question.present())
                .concatMap(where -> packages.candidates(where, names))
                .collectList();
        return present.zipWith(packages.candidates(question.source(), names).collectList())
                .doOnNext(found -> closure.satisfy(needs, found.getT1(), found.getT2()))
                .then();
    }

    /**
     * What is to be resolved.
     *
     * @param source where needed packages are taken from
     * @param present sets whose members satisfy relations without being chosen; may be empty
     * @param architectures those for which packages are installed, without {@code all}
     */
    public record Question(
            Standing source, List<Standing> present, Collection<String> architectures, Following following) {
        /** Copies the lists. */
        public Question {
            present = List.copyOf(present);
            architectures = List.copyOf(architectures);
        }
    }
}
