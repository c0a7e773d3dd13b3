package io.staithe.library.check;

import static java.util.stream.Collectors.groupingBy;

import io.staithe.library.check.PoolFacts.Linked;
import io.staithe.publish.files.TreeProof;
import io.staithe.publish.files.TreeProof.Sized;
import io.staithe.publish.generation.PoolClaims;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Each pool path that outside web servers serve, as the claims say, is there with bytes of the right size. */
final class PoolPathsWalk implements Walk {
    private final PoolFacts facts;
    private final TreeProof proof;
    private final PoolClaims claims;

    PoolPathsWalk(PoolFacts facts, TreeProof proof, PoolClaims claims) {
        this.facts = facts;
        this.proof = proof;
        this.claims = claims;
    }

    @Override
    public Part part() {
        return Part.POOL_PATHS;
    }

    @Override
    public Mono<Long> size() {
        return facts.links();
    }

    @Override
    public Mono<Page> page(String after, int limit, LongPredicate mayRead) {
        return facts.linked(Stretch.row(after), limit)
                .collectList()
                .flatMap(rows -> Flux.fromIterable(rows.stream()
                                .collect(groupingBy(Linked::storage))
                                .entrySet())
                        .concatMap(entry -> flaws(entry.getKey(), entry.getValue()))
                        .collectList()
                        .map(flaws -> new Page(rows.size(), flaws, Stretch.next(rows, limit, Linked::claim))));
    }

    private Flux<Flaw> flaws(String storage, List<Linked> links) {
        List<Sized> paths = links.stream().map(PoolPathsWalk::sized).toList();
        return proof.poolPaths(storage, paths)
                .flatMapMany(wrong -> Flux.fromIterable(links)
                        .filter(link -> wrong.containsKey(link.place()))
                        .filterWhen(this::isStill)
                        .mapNotNull(link -> {
                            var damage = wrong.get(link.place());
                            return damage == null ? null : Flaw.of(damage, "pool path " + shown(link), linked(link));
                        }));
    }

    private Mono<Boolean> isStill(Linked link) {
        return facts.linked(link.claim() - 1, 1).next().map(link::equals).defaultIfEmpty(false);
    }

    /** Empty where the bytes are not there either. */
    private Mono<String> linked(Linked link) {
        return facts.unlinked(List.of(link.claim()))
                .then(claims.linkRemaining())
                .then(Mono.defer(() -> proof.poolPaths(link.storage(), List.of(sized(link)))))
                .filter(Map::isEmpty)
                .map(right -> "it was linked again");
    }

    private static Sized sized(Linked link) {
        return new Sized(link.place(), link.sizeBytes());
    }

    static String shown(Linked link) {
        return link.storage().isEmpty() ? link.place() : link.storage() + ":" + link.place();
    }
}
