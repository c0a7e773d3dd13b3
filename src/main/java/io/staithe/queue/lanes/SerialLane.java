package io.staithe.queue.lanes;

import io.staithe.queue.Lane;
import io.staithe.queue.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * One lane that is awake: claims and runs until nothing may start any more, once for each wake-up, never two at a time.
 */
final class SerialLane {
    private static final Logger LOG = LoggerFactory.getLogger(SerialLane.class);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final int MAX_DOUBLINGS = 6;

    private final Lane lane;
    private final Lanes lanes;
    private final Bell bell;
    private final AtomicLong asked = new AtomicLong(1);
    /** What was asked for when the last look began; written by the lane's own flow. */
    private volatile long seen;
    /** Whether it is out of the map: a ring that comes late must not begin a second flow for its name. */
    private volatile boolean ended;
    /** What was claimed along with the last settlement. */
    private volatile List<Task> ahead = List.of();
    /** Whether anything was claimed since it woke, so that this instance may have the lane. */
    private volatile boolean hasClaimed;

    SerialLane(Lane lane, Lanes lanes) {
        this.lane = lane;
        this.lanes = lanes;
        this.bell = new Bell("lane " + lane, this::drained);
    }

    Lane lane() {
        return lane;
    }

    /** Notes one more wake-up; the caller rings afterwards. */
    SerialLane asked() {
        asked.incrementAndGet();
        return this;
    }

    /** Whether somebody has asked since the last look began. */
    boolean isAsked() {
        return asked.get() != seen;
    }

    void ring() {
        bell.ring();
    }

    /** Notes that a look begins, which answers every wake-up until now. */
    void look() {
        seen = asked.get();
    }

    /** Keeps what was claimed ahead for the next look. */
    void keep(List<Task> claimed) {
        ahead = claimed;
    }

    /** What was claimed ahead, once; none where nothing was. */
    List<Task> ahead() {
        List<Task> claimed = ahead;
        ahead = List.of();
        return claimed;
    }

    /** Notes that tasks were claimed. */
    void claimed() {
        hasClaimed = true;
    }

    boolean hasClaimed() {
        return hasClaimed;
    }

    void end() {
        ended = true;
        bell.takeDown();
    }

    private Mono<Void> drained() {
        if (ended) {
            return Mono.empty();
        }
        return Mono.defer(() -> isAsked() ? worked() : Mono.empty()).then(Mono.fromRunnable(() -> lanes.rest(this)));
    }

    private Mono<Void> worked() {
        return Mono.defer(this::finishedNext)
                .repeatWhen(rounds -> rounds.takeWhile(emitted -> emitted > 0))
                .then()
                .onErrorResume(failure -> Mono.fromRunnable(
                        () -> LOG.warn("event=lane.failed lane={} reason={}", lane, failure.toString())));
    }

    private Mono<Run> finishedNext() {
        return lanes.next(this).flatMap(run -> run.isDone() ? Mono.just(run) : finished(run));
    }

    /**
     * Tries again, ever more slowly, until everything in the run is settled; emits nothing where the lanes closed
     * first.
     */
    private Mono<Run> finished(Run run) {
        return Mono.defer(() -> lanes.again(run))
                .delaySubscription(pause(0))
                .filter(Run::isDone)
                .repeatWhenEmpty(
                        Integer.MAX_VALUE,
                        tries -> tries.takeWhile(count -> lanes.isOpen()).concatMap(count -> Mono.delay(pause(count))));
    }

    private static Duration pause(long tries) {
        long longest = FIRST_PAUSE_MILLIS << Math.min(tries, MAX_DOUBLINGS);
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
    }
}
