package io.staithe.library.check;

import io.staithe.pool.Location;
import io.staithe.pool.Pool;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import reactor.core.publisher.Mono;

/**
 * Files of the pool that no row names and that are older than the grace. They are the sweeper's: after the database was
 * restored they may be the only copies of what was acknowledged after the dump. All of them are one page.
 */
final class OrphansWalk implements Walk {
    private static final int BATCH = 500;
    private static final int TOLD = 1_000;

    private final PoolFacts facts;
    private final Pool pool;
    private final Clock clock;
    private final Duration grace;

    OrphansWalk(PoolFacts facts, Pool pool, Clock clock, Duration grace) {
        this.facts = facts;
        this.pool = pool;
        this.clock = clock;
        this.grace = grace;
    }

    @Override
    public Part part() {
        return Part.ORPHANS;
    }

    @Override
    public Mono<Long> size() {
        return facts.blobs();
    }

    @Override
    public Mono<Page> page(String after, int limit, LongPredicate mayRead) {
        return facts.born()
                .flatMapMany(born -> pool.changedBetween(born, clock.instant().minus(grace)))
                .buffer(BATCH)
                .concatMap(files -> facts.unnamed(files).collectList().map(unnamed -> new Found(files.size(), unnamed)))
                .reduce(new Found(0, List.of()), Found::plus)
                .map(OrphansWalk::page);
    }

    private static Page page(Found found) {
        List<Flaw> flaws = new ArrayList<>();
        found.unnamed().stream()
                .limit(TOLD)
                .forEach(location -> flaws.add(extra("file " + location + " of the pool", "no row names it")));
        if (found.unnamed().size() > TOLD) {
            flaws.add(extra("other files of the pool", "there are more that no row names"));
        }
        return new Page(found.looked(), flaws, Page.END);
    }

    private static Flaw extra(String subject, String wrong) {
        return new Flaw(
                Flaw.Kind.EXTRA, subject, wrong + "; the sweeper deletes what it still does not name", Mono.empty());
    }

    /** What was found; the names of some more than are told. */
    private record Found(long looked, List<Location> unnamed) {
        Found plus(Found other) {
            List<Location> all = new ArrayList<>(unnamed);
            other.unnamed.stream().limit(TOLD + 1L - all.size()).forEach(all::add);
            return new Found(looked + other.looked, all);
        }
    }
}
