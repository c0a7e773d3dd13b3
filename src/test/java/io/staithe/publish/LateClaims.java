package io.staithe.publish;

import io.staithe.publish.generation.ClaimStore;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Claims whose missing links are read before something happens, and made after it. */
final class LateClaims extends ThroughClaims {
    private final Mono<Void> meanwhile;

    LateClaims(ClaimStore plain, Mono<Void> meanwhile) {
        super(plain);
        this.meanwhile = meanwhile;
    }

    @Override
    public Flux<Unlinked> unlinked(long after, int limit) {
        return super.unlinked(after, limit)
                .collectList()
                .delayUntil(page -> meanwhile)
                .flatMapIterable(page -> page);
    }
}
