package io.staithe.publish;

import io.staithe.archive.ReleaseSigner;
import io.staithe.publish.generation.ClaimStore;
import io.staithe.publish.generation.GenerationStore;
import io.staithe.queue.Atomically;
import java.time.Clock;
import java.util.function.UnaryOperator;

/** Where a test may come between two steps of a publish. */
record Seams(
        UnaryOperator<Atomically> atomically,
        UnaryOperator<ClaimStore> claims,
        UnaryOperator<GenerationStore> generations,
        UnaryOperator<ReleaseSigner> signer,
        Clock clock) {
    static Seams none() {
        return new Seams(
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                Clock.systemUTC());
    }

    Seams atomically(UnaryOperator<Atomically> own) {
        return new Seams(own, claims, generations, signer, clock);
    }

    Seams claims(UnaryOperator<ClaimStore> own) {
        return new Seams(atomically, own, generations, signer, clock);
    }

    Seams signer(UnaryOperator<ReleaseSigner> own) {
        return new Seams(atomically, claims, generations, own, clock);
    }

    Seams clock(Clock own) {
        return new Seams(atomically, claims, generations, signer, own);
    }
}
