package io.staithe.publish;

import io.staithe.publish.generation.ClaimStore;
import io.staithe.publish.generation.Edition;
import java.util.Collection;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Claims that tell when they are about to be staged, and wait there until they may go on. */
final class SlowClaims extends ThroughClaims {
    private final Sinks.One<Boolean> asked;
    private final Mono<Void> goOn;

    SlowClaims(ClaimStore plain, Sinks.One<Boolean> asked, Mono<Void> goOn) {
        super(plain);
        this.asked = asked;
        this.goOn = goOn;
    }

    @Override
    public Flux<String> stage(Edition edition, Collection<Wanted> wanted) {
        return Mono.fromRunnable(() -> asked.tryEmitValue(true))
                .then(goOn)
                .thenMany(Flux.defer(() -> super.stage(edition, wanted)));
    }
}
