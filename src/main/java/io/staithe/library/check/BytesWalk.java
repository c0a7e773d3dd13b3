package io.staithe.library.check;

import io.staithe.library.check.PoolFacts.Linked;
import io.staithe.pool.Blob;
import io.staithe.pool.Blobs;
import io.staithe.pool.Damage;
import io.staithe.pool.Pool;
import io.staithe.pool.file.BlobProof;
import io.staithe.publish.files.TreeProof;
import java.util.List;
import java.util.function.LongPredicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Each kept blob has its bytes. Where it has not, and what outside web servers see still has them, it is given those:
 * what is removed from the pool of a file system is there still, as its links are.
 */
final class BytesWalk implements Walk {
    private static final int AT_ONCE = 8;

    private final PoolFacts facts;
    private final BlobProof proof;
    private final TreeProof trees;
    private final Pool pool;
    private final Blobs blobs;

    BytesWalk(PoolFacts facts, BlobProof proof, TreeProof trees, Pool pool, Blobs blobs) {
        this.facts = facts;
        this.proof = proof;
        this.trees = trees;
        this.pool = pool;
        this.blobs = blobs;
    }

    @Override
    public Part part() {
        return Part.BYTES;
    }

    @Override
    public Mono<Long> size() {
        return facts.blobs();
    }

    @Override
    public Mono<String> newest(int count) {
        return facts.beforeNewest(count).map(row -> row == 0 ? Page.END : Long.toString(row));
    }

    @Override
    public Mono<Page> page(String after, int limit, LongPredicate mayRead) {
        return facts.blobs(Stretch.row(after), limit)
                .collectList()
                .flatMap(rows -> Flux.fromIterable(rows)
                        .flatMapSequential(blob -> flaw(blob, mayRead), AT_ONCE)
                        .collectList()
                        .map(flaws -> new Page(rows.size(), flaws, Stretch.next(rows, limit, Blob::id))));
    }

    private Mono<Flaw> flaw(Blob blob, LongPredicate mayRead) {
        Mono<Damage> look = mayRead.test(blob.digests().sizeBytes()) ? proof.inside(blob) : proof.outside(blob);
        return look.filterWhen(damage -> isStill(blob))
                .flatMap(damage -> facts.users(blob.id())
                        .collectList()
                        .map(users -> Flaw.of(damage, subject(blob, users), repaired(blob))));
    }

    /** Nobody has swept it meanwhile, or given it other bytes. */
    private Mono<Boolean> isStill(Blob blob) {
        return facts.kept(blob.id())
                .map(now -> now.location().equals(blob.location()))
                .defaultIfEmpty(false);
    }

    private static String subject(Blob blob, List<String> users) {
        return users.isEmpty() ? "sha256:" + blob.digests().sha256() : String.join(", ", users);
    }

    private Mono<String> repaired(Blob blob) {
        return facts.linked(blob.id()).concatMap(link -> taken(blob, link)).next();
    }

    private Mono<String> taken(Blob blob, Linked link) {
        return proof.copied(blob, () -> trees.open(link.storage(), link.place()))
                .onErrorResume(unreadable -> Mono.empty())
                .flatMap(copy -> blobs.relocate(blob, copy)
                        .switchIfEmpty(Mono.defer(() -> pool.delete(copy).then(Mono.empty()))))
                .map(moved ->
                        "its bytes were taken from " + PoolPathsWalk.shown(link) + " and are at " + moved.location());
    }
}
