package io.staithe.wiring;

import io.staithe.library.verify.Verifier;
import reactor.core.publisher.Mono;

/** Looks at what is newest once, when the server starts, then page after page. */
final class VerifyKeeper {
    private final Verifier verifier;
    private final int newest;
    private volatile boolean begun;

    VerifyKeeper(Verifier verifier, int newest) {
        this.verifier = verifier;
        this.newest = newest;
    }

    /** A start that fails, as the database is away, begins again with the next beat. */
    Mono<Void> beat() {
        return Mono.defer(() -> begun || newest == 0 ? Mono.just(0L) : verifier.look(newest))
                .doOnNext(violations -> begun = true)
                .then(verifier.beat());
    }
}
