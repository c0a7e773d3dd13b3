package io.staithe.library;

import io.staithe.catalog.Ledger;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.Revision;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A ledger whose users wait for a cue: between what they read and what they do with it, or before their last word. */
final class StagedLedger implements Ledger {
    private final Ledger real;
    private final IntFunction<Mono<Void>> cues;
    private final Mono<Void> end;
    private final AtomicInteger reads = new AtomicInteger();

    private StagedLedger(Ledger real, IntFunction<Mono<Void>> cues, Mono<Void> end) {
        this.real = real;
        this.cues = cues;
        this.end = end;
    }

    /** The first two readers go on when both have read; later ones at once. */
    static Ledger pairing(Ledger real) {
        Sinks.Empty<Void> both = Sinks.empty();
        return new StagedLedger(
                real,
                read -> switch (read) {
                    case 1 -> both.asMono();
                    case 2 -> Mono.fromRunnable(both::tryEmitEmpty);
                    default -> Mono.empty();
                },
                Mono.empty());
    }

    /** Readers go on when the cue completes, and read then. */
    static Ledger holding(Ledger real, Mono<Void> cue) {
        return new StagedLedger(real, read -> cue, Mono.empty());
    }

    /** A change waits for the cue before the last of its statements, inside its transaction. */
    static Ledger unfinished(Ledger real, Mono<Void> cue) {
        return new StagedLedger(real, read -> Mono.empty(), cue);
    }

    @Override
    public Mono<Long> revision(RepositoryId id) {
        return real.revision(id);
    }

    @Override
    public Mono<Long> expected(RepositoryId id) {
        return real.expected(id).delayUntil(read -> cues.apply(reads.incrementAndGet()));
    }

    @Override
    public Mono<Opened> open(RepositoryId id, long expected) {
        return real.open(id, expected);
    }

    @Override
    public Mono<Long> lock(RepositoryId id) {
        return real.lock(id);
    }

    @Override
    public Mono<Void> close(Opened opened, List<Revision> rows, List<Event> events) {
        return end.then(real.close(opened, rows, events));
    }

    @Override
    public Mono<Void> announce(List<Event> events) {
        return real.announce(events);
    }
}
