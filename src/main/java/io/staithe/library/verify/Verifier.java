package io.staithe.library.verify;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.library.check.Flaw;
import io.staithe.library.check.Page;
import io.staithe.library.check.Part;
import io.staithe.library.check.Walk;
import io.staithe.library.verify.VerifierStore.Turn;
import io.staithe.observe.Meters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Compares what was acknowledged with what is there, a page of each part at a time, round after round. What is wrong is
 * counted and named in the log, each round anew, and left as it is: a check repairs it.
 *
 * <p>Instances share the rounds: a page is looked at by one of them, and by another where that one dies over it.
 */
public final class Verifier {
    private static final Logger LOG = LoggerFactory.getLogger(Verifier.class);
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final int LEAST = 100;
    private static final double SLACK = 1.25;

    private final List<Walk> walks;
    private final VerifierStore store;
    private final Pace pace;
    private final MeterRegistry registry;
    private final LongPredicate mayRead;
    private final String holder = UUID.randomUUID().toString();
    private final Map<String, Double> ages = new ConcurrentHashMap<>();

    /** A verifier by some of the walks: those by which something acknowledged may turn out to be lost. */
    public Verifier(List<Walk> walks, VerifierStore store, Pace pace, MeterRegistry registry, LongSupplier nanos) {
        this.walks = walks.stream()
                .filter(walk -> walk.part().compareTo(Part.GENERATIONS) <= 0)
                .toList();
        this.store = store;
        this.pace = pace;
        this.registry = registry;
        this.mayRead = new Allowance(pace.bytesPerSecond(), pace.every().multipliedBy(2), nanos);
        for (Walk walk : this.walks) {
            String part = walk.part().tag();
            violations(part, 0);
            Meters.VERIFY_AGE.gauge(registry, () -> ages.getOrDefault(part, 0.0), "part", part);
        }
    }

    /** Looks at the next page of each part, unless another instance has it. Repeatable. */
    public Mono<Void> beat() {
        return Flux.fromIterable(walks)
                .concatMap(walk -> turn(walk).onErrorResume(failure -> failed(walk, failure)))
                .then(measured());
    }

    /** Looks at the newest things of each part, which a crash may have taken; emits how many violations there are. */
    public Mono<Long> look(int newest) {
        return Flux.fromIterable(walks)
                .concatMap(walk -> walk.newest(newest)
                        .flatMap(after -> walk.page(after, newest, bytes -> false))
                        .map(page -> told(walk.part(), page)))
                .reduce(0L, Long::sum)
                .doOnNext(violations -> LOG.info("event=verify.start newest={} violations={}", newest, violations));
    }

    private Mono<Void> turn(Walk walk) {
        return store.take(walk.part().tag(), holder, LEASE)
                .flatMap(turn -> turn.place().equals(Page.END) ? walk.size().map(turn::of) : Mono.just(turn))
                .flatMap(turn -> walk.page(turn.place(), limit(turn), mayRead)
                        .doOnNext(page -> told(walk.part(), page))
                        .flatMap(page -> store.give(turn, page.next(), pace.every())));
    }

    /** So many that the round is over within its time. */
    private int limit(Turn turn) {
        double share = (double) pace.every().toNanos() / pace.round().toNanos();
        return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST, Math.ceil(turn.size() * share * SLACK)));
    }

    private long told(Part part, Page page) {
        List<Flaw> violations =
                page.flaws().stream().filter(flaw -> flaw.kind().isViolation()).toList();
        violations.forEach(flaw -> LOG.error(
                "event=verify.violation part={} kind={} subject=\"{}\" wrong=\"{}\"",
                part.tag(),
                flaw.kind().tag(),
                flaw.subject(),
                flaw.wrong()));
        Meters.VERIFIED.counter(registry, "part", part.tag()).increment(page.looked());
        violations(part.tag(), violations.size());
        return violations.size();
    }

    /** There from the first moment on: an alert sees it grow. */
    private void violations(String part, int found) {
        Meters.VIOLATIONS.counter(registry, "part", part).increment(found);
    }

    private Mono<Void> measured() {
        return store.ages()
                .doOnNext(age -> ages.put(age.part(), age.age().toMillis() / 1000.0))
                .then();
    }

    private static Mono<Void> failed(Walk walk, Throwable failure) {
        LOG.warn("event=verify.failed part={} reason={}", walk.part().tag(), failure.toString());
        return Mono.empty();
    }

    /**
     * How fast it goes.
     *
     * @param every between two pages of a part
     * @param round the longest time in which everything is looked at once
     * @param bytesPerSecond how much is read for digests
     */
    public record Pace(Duration every, Duration round, long bytesPerSecond) {}
}
