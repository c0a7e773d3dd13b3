package io.staithe.publish;

import io.staithe.publish.generation.ClaimStore;
import io.staithe.publish.generation.Edition;
import io.staithe.publish.generation.PoolFile;
import java.util.Collection;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Claims that tell when they are about to be staged, and wait there until they may go on. */
record SlowClaims(ClaimStore plain, Sinks.One<Boolean> asked, Mono<Void> goOn) implements ClaimStore {
    @Override
    public Flux<Claim> claim(Edition edition, List<PoolFile> page) {
        return plain.claim(edition, page);
    }

    @Override
    public Flux<String> stage(Edition edition, Collection<Wanted> wanted) {
        return Mono.fromRunnable(() -> asked.tryEmitValue(true))
                .then(goOn)
                .thenMany(Flux.defer(() -> plain.stage(edition, wanted)));
    }

    @Override
    public Mono<Void> release(Edition edition, Collection<String> paths) {
        return plain.release(edition, paths);
    }

    @Override
    public Mono<Void> linked(Collection<Wanted> wanted) {
        return plain.linked(wanted);
    }

    @Override
    public Flux<Unlinked> unlinked(long after, int limit) {
        return plain.unlinked(after, limit);
    }
}
