package io.staithe.publish;

import io.r2dbc.spi.ConnectionFactory;
import io.staithe.archive.ReleaseSigner;
import io.staithe.publish.generation.ClaimStore;
import io.staithe.publish.generation.GenerationStore;
import io.staithe.queue.Atomically;
import java.time.Clock;
import java.util.function.UnaryOperator;
import reactor.core.scheduler.Scheduler;

/** Where a test may come between two steps of a publish. */
record Seams(
        UnaryOperator<Atomically> atomically,
        UnaryOperator<ClaimStore> claims,
        UnaryOperator<GenerationStore> generations,
        UnaryOperator<ReleaseSigner> signer,
        UnaryOperator<World> world,
        Clock clock) {
    static Seams none() {
        return new Seams(
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                Clock.systemUTC());
    }

    Seams atomically(UnaryOperator<Atomically> own) {
        return new Seams(own, claims, generations, signer, world, clock);
    }

    Seams claims(UnaryOperator<ClaimStore> own) {
        return new Seams(atomically, own, generations, signer, world, clock);
    }

    Seams signer(UnaryOperator<ReleaseSigner> own) {
        return new Seams(atomically, claims, generations, own, world, clock);
    }

    Seams clock(Clock own) {
        return new Seams(atomically, claims, generations, signer, world, own);
    }

    Seams world(UnaryOperator<World> own) {
        return new Seams(atomically, claims, generations, signer, own, clock);
    }

    /** All by which an instance touches what others see: the threads that work at files, and its connections. */
    record World(Scheduler threads, ConnectionFactory connections) {}
}
