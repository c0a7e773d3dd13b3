package io.staithe.library.check;

import io.staithe.archive.ArchivePaths;
import io.staithe.library.check.CatalogFacts.Current;
import io.staithe.pool.Damage;
import io.staithe.publish.ArchiveView.Shown;
import io.staithe.publish.Upkeep;
import io.staithe.publish.files.SweptFiles;
import io.staithe.publish.index.IndexProof;
import io.staithe.publish.proof.GenerationProof;
import io.staithe.publish.proof.GenerationProof.Torn;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Each current generation is whole, as its Release file says. One that is not is made anew, from the repositories;
 * files by hash with other bytes go first, as new generations would take them over.
 */
final class GenerationsWalk implements Walk {
    /** How many things of other walks one generation is. */
    private static final int WORTH = 20;

    private static final int TOLD = 5;

    private final CatalogFacts facts;
    private final GenerationProof proof;
    private final IndexProof indexes;
    private final SweptFiles files;
    private final Upkeep upkeep;

    GenerationsWalk(CatalogFacts facts, GenerationProof proof, IndexProof indexes, SweptFiles files, Upkeep upkeep) {
        this.facts = facts;
        this.proof = proof;
        this.indexes = indexes;
        this.files = files;
        this.upkeep = upkeep;
    }

    @Override
    public Part part() {
        return Part.GENERATIONS;
    }

    @Override
    public Mono<Long> size() {
        return facts.publications().map(count -> count * WORTH);
    }

    @Override
    public Mono<Page> page(String after, int limit, LongPredicate mayRead) {
        int some = Math.max(1, limit / WORTH);
        return facts.current(Stretch.row(after), some)
                .collectList()
                .flatMap(rows -> Flux.fromIterable(rows)
                        .concatMap(current -> flaw(current, mayRead))
                        .collectList()
                        .map(flaws -> new Page(
                                rows.size(),
                                flaws,
                                Stretch.next(
                                        rows, some, current -> current.shown().publication()))));
    }

    private Mono<Flaw> flaw(Current current, LongPredicate mayRead) {
        Shown shown = current.shown();
        return proof.of(shown, mayRead)
                .collectList()
                .filter(torn -> !torn.isEmpty())
                .filterWhen(torn -> facts.isCurrent(shown.publication(), shown.number()))
                .map(torn -> Flaw.of(
                        told(torn), "generation " + shown.number() + " of " + current.place(), published(shown, torn)));
    }

    private static Damage told(List<Torn> torn) {
        String text = torn.stream().limit(TOLD).map(one -> one.damage().text()).collect(Collectors.joining("; "));
        int more = torn.size() - TOLD;
        return new Damage(
                torn.stream().allMatch(one -> one.damage().isMissing()),
                more > 0 ? text + "; and " + more + " more" : text);
    }

    private Mono<String> published(Shown shown, List<Torn> torn) {
        Mono<Void> broken = torn.stream().allMatch(one -> one.damage().isMissing())
                ? Mono.empty()
                : Flux.fromIterable(torn)
                        .concatMap(one -> files.deleteShared(shown.storage(), shared(shown, one)))
                        .thenMany(facts.lists(shown.publication(), shown.number()))
                        .concatMap(indexes::renounceBroken)
                        .then();
        return broken.then(upkeep.mend(shown.publication(), torn.get(0).path()))
                .thenReturn("the publication is asked for a new generation");
    }

    /** A file by hash, as storages lay it out. */
    private static String shared(Shown shown, Torn torn) {
        String directory = torn.path().substring(0, torn.path().lastIndexOf('/') + 1);
        return shown.publication() + "/" + ArchivePaths.BY_HASH + "/" + directory + ArchivePaths.SHA256 + "/"
                + torn.sha256();
    }
}
