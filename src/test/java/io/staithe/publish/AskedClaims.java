package io.staithe.publish;

import io.staithe.publish.generation.ClaimStore;
import io.staithe.publish.generation.Edition;
import io.staithe.publish.generation.PoolFile;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Claims that tell when they are asked for. */
final class AskedClaims extends ThroughClaims {
    private final Sinks.One<Boolean> asked;

    AskedClaims(ClaimStore plain, Sinks.One<Boolean> asked) {
        super(plain);
        this.asked = asked;
    }

    @Override
    public Flux<Claim> claim(Edition edition, List<PoolFile> page) {
        return Flux.defer(() -> {
            asked.tryEmitValue(true);
            return super.claim(edition, page);
        });
    }
}
