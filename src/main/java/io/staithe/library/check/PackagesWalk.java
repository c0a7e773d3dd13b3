package io.staithe.library.check;

import io.staithe.catalog.CataloguedPackage;
import io.staithe.catalog.range.Position;
import io.staithe.library.check.CatalogFacts.Index;
import io.staithe.library.check.CatalogFacts.Standing;
import io.staithe.publish.Upkeep;
import io.staithe.publish.index.IndexProof;
import java.util.List;
import java.util.function.LongPredicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Each member of a repository is in the log, so that there is a receipt, and in the indexes of the current generations
 * that show the repository. In the order of indexes: members of a page are in few of their shards.
 */
final class PackagesWalk implements Walk {
    private final CatalogFacts facts;
    private final IndexProof proof;
    private final Upkeep upkeep;

    PackagesWalk(CatalogFacts facts, IndexProof proof, Upkeep upkeep) {
        this.facts = facts;
        this.proof = proof;
        this.upkeep = upkeep;
    }

    @Override
    public Part part() {
        return Part.PACKAGES;
    }

    @Override
    public Mono<Long> size() {
        return facts.members();
    }

    @Override
    public Mono<Page> page(String after, int limit, LongPredicate mayRead) {
        return Stretch.of(after, limit, this::step);
    }

    private Mono<Page> step(String after, int limit) {
        String[] place = after.split("/", 2);
        long from = after.equals(Page.END) ? 0 : Long.parseLong(place[0]);
        return facts.repository(from)
                .flatMap(standing -> {
                    boolean isBegun = standing.id().value() == from && !place[1].isEmpty();
                    Position position = isBegun ? Position.parse(place[1]) : Position.START;
                    return facts.members(standing.id(), standing.revision(), position, limit)
                            .collectList()
                            .flatMap(members -> page(standing, members, limit));
                })
                .defaultIfEmpty(Page.end());
    }

    private Mono<Page> page(Standing standing, List<CataloguedPackage> members, int limit) {
        return unlogged(standing, members)
                .concatWith(untold(standing, members))
                .collectList()
                .map(flaws -> members.size() < limit
                        ? new Page(members.size() + 1L, flaws, (standing.id().value() + 1) + "/")
                        : new Page(
                                members.size(),
                                flaws,
                                standing.id() + "/"
                                        + Position.of(
                                                members.get(members.size() - 1).key())));
    }

    private Flux<Flaw> unlogged(Standing standing, List<CataloguedPackage> members) {
        return facts.unlogged(standing.id(), ids(members))
                .map(key -> new Flaw(
                        Flaw.Kind.MISSING,
                        standing.name() + " " + key,
                        "is in the catalogue, and its addition is not in the log",
                        Mono.empty()));
    }

    private Flux<Flaw> untold(Standing standing, List<CataloguedPackage> members) {
        return members.isEmpty()
                ? Flux.empty()
                : facts.indexes(standing.id()).concatMap(index -> untold(standing, index, members));
    }

    /** What was added after the generation, and what a newer one shows, drops out at the second look. */
    private Flux<Flaw> untold(Standing standing, Index index, List<CataloguedPackage> members) {
        return proof.untold(index.list(), index.component(), index.line(), members)
                .collectList()
                .filter(untold -> !untold.isEmpty())
                .flatMapMany(untold -> facts.shown(standing.id(), index, ids(untold))
                        .collectList()
                        .flatMapIterable(shown -> untold.stream()
                                .filter(member -> shown.contains(member.id()))
                                .toList()))
                .map(member -> new Flaw(
                        Flaw.Kind.MISSING,
                        standing.name() + " " + member.key(),
                        "is not in " + index.path() + " of generation " + index.generation() + " of " + index.place(),
                        published(index)));
    }

    private Mono<String> published(Index index) {
        return proof.renounceBroken(index.list())
                .then(upkeep.mend(index.publication(), index.path()))
                .thenReturn("the publication is asked for a new generation");
    }

    private static List<Long> ids(List<CataloguedPackage> members) {
        return members.stream().map(CataloguedPackage::id).toList();
    }
}
