package io.staithe.publish;

import io.staithe.publish.generation.ClaimStore;
import io.staithe.publish.generation.Edition;
import io.staithe.publish.generation.PoolFile;
import java.util.Collection;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Claims that tell when they are asked for. */
record AskedClaims(ClaimStore plain, Sinks.One<Boolean> asked) implements ClaimStore {
    @Override
    public Flux<Claim> claim(Edition edition, List<PoolFile> page) {
        return Flux.defer(() -> {
            asked.tryEmitValue(true);
            return plain.claim(edition, page);
        });
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
    public Flux<Unlinked> linked(Collection<Wanted> wanted) {
        return plain.linked(wanted);
    }

    @Override
    public Flux<Unlinked> unlinked(long after, int limit) {
        return plain.unlinked(after, limit);
    }
}
