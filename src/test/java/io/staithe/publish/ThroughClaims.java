package io.staithe.publish;

import io.staithe.publish.generation.ClaimStore;
import io.staithe.publish.generation.Edition;
import io.staithe.publish.generation.PoolFile;
import java.util.Collection;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The claims of another store; a test puts something before one of the questions. */
class ThroughClaims implements ClaimStore {
    private final ClaimStore plain;

    ThroughClaims(ClaimStore plain) {
        this.plain = plain;
    }

    @Override
    public Flux<Claim> claim(Edition edition, List<PoolFile> page) {
        return plain.claim(edition, page);
    }

    @Override
    public Flux<String> stage(Edition edition, Collection<Wanted> wanted) {
        return plain.stage(edition, wanted);
    }

    @Override
    public Mono<Void> release(Edition edition, Collection<String> paths) {
        return plain.release(edition, paths);
    }

    @Override
    public Flux<Unlinked> linked(String storage, String prefix, Collection<Wanted> wanted) {
        return plain.linked(storage, prefix, wanted);
    }

    @Override
    public Flux<Unlinked> overwritten(long after, int limit) {
        return plain.overwritten(after, limit);
    }

    @Override
    public Flux<Unlinked> newestUnlinked(int limit) {
        return plain.newestUnlinked(limit);
    }

    @Override
    public Flux<Unlinked> unlinked(long after, int limit) {
        return plain.unlinked(after, limit);
    }
}
