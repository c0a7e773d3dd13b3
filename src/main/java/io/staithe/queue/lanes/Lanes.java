package io.staithe.queue.lanes;

import io.staithe.queue.Announcements;
import io.staithe.queue.Claimant;
import io.staithe.queue.Instance;
import io.staithe.queue.Lane;
import io.staithe.queue.LaneStore;
import io.staithe.queue.NextClaim;
import io.staithe.queue.Settled;
import io.staithe.queue.Task;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The lanes of this instance that are awake, each a serial flow of its own.
 *
 * <p>A lane is in the map while a wake-up for it is not answered; it leaves the map in the same atomic step that finds
 * no newer wake-up, so none is lost. Its order, and that only one instance drains it, is the store's word; what is
 * remembered here may be lost at any time, because a poll stands behind it.
 */
public final class Lanes {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
    /** So many claims a lane may work on before others get their turn. */
    private static final int ROUNDS = 4;

    private static final Duration STOP_CHECK = Duration.ofMillis(20);

    private final LaneStore store;
    private final Presence presence;
    private final Performer performer;
    private final Announcements announcements;
    private final LaneLimits limits;
    private final Turns turns;
    private final Map<Lane, SerialLane> awake = new ConcurrentHashMap<>();
    private final Set<Lane> changed = ConcurrentHashMap.newKeySet();
    private final Bell dependents = new Bell("dependents", this::wakeDependents);
    private final Bell looks = new Bell("lanes", this::poll);
    private final AtomicLong spread = new AtomicLong();
    private final Disposable.Swap polling = Disposables.swap();
    private volatile boolean open;

    /** Lanes that hear of work through the announcements once they are open. */
    public Lanes(
            LaneStore store, Presence presence, Performer performer, Announcements announcements, LaneLimits limits) {
        this.store = store;
        this.presence = presence;
        this.performer = performer;
        this.announcements = announcements;
        this.limits = limits;
        this.turns = new Turns(limits.concurrency());
        announcements.onAccepted(this::accepted);
        announcements.onSettled(this::settled);
        announcements.onFreedElsewhere(looks::ring);
    }

    /** How many lanes are awake. */
    public int awake() {
        return awake.size();
    }

    /** Begins to claim; the presence has begun before. */
    public void open() {
        open = true;
        polling.update(Pulse.every(limits.poll(), "lanes", this::poll));
        dependents.ring();
    }

    /**
     * Claims no more, and lets go of each lane when what runs of it has ended, whatever the others take. What has not
     * within the bound is cut off and taken over by others, or by the next start.
     */
    public Mono<Void> close(Duration bound) {
        return Mono.defer(() -> {
            open = false;
            polling.update(Disposables.disposed());
            return drained(bound).then(Mono.justOrEmpty(presence.alive()).flatMap(store::release));
        });
    }

    /** Sees to it that a look at the lane begins from now on. */
    void wake(Lane lane) {
        if (!open) {
            return;
        }
        SerialLane woken = awake.compute(lane, (key, present) -> present == null ? made(key) : present.asked());
        if (woken != null) {
            woken.ring();
        }
    }

    /** Forgets a lane that nobody has asked for since its last look began. */
    void rest(SerialLane lane) {
        awake.computeIfPresent(lane.lane(), (key, present) -> {
            if (present != lane || lane.isAsked()) {
                return present;
            }
            lane.end();
            return null;
        });
    }

    /**
     * Claims and tries what comes next in a lane for one turn; emits the last run where there may be more to do or
     * where it is not done, and nothing where nothing may start.
     */
    Mono<Run> next(SerialLane lane) {
        Mono<Run> round = Mono.defer(() -> claimed(lane)).flatMap(tasks -> attempt(lane, new Run(tasks)));
        return turns.turn(round.repeatWhen(rounds -> rounds.takeWhile(emitted -> emitted > 0))
                .take(ROUNDS)
                .takeUntil(run -> !run.isDone())
                .collectList()
                .filter(Lanes::hasMore)
                .map(runs -> runs.get(runs.size() - 1)));
    }

    /** Tries a run again that is not done. */
    Mono<Run> again(Run run) {
        return turns.turn(performer.attempt(run));
    }

    boolean isOpen() {
        return open;
    }

    private static boolean hasMore(List<Run> runs) {
        return runs.size() == ROUNDS || runs.stream().anyMatch(run -> !run.isDone());
    }

    private @Nullable SerialLane made(Lane lane) {
        return awake.size() < limits.awake() ? new SerialLane(lane, this) : null;
    }

    private Mono<Run> attempt(SerialLane lane, Run run) {
        Mono<List<Task>> next = Mono.defer(this::present).flatMap(claimant -> store.claimOn(lane.lane(), claimant));
        return switch (limits.order()) {
            case LANES ->
                performer
                        .attempt(run)
                        .contextWrite(context -> NextClaim.with(context, new ClaimAhead(lane, run, next)));
            case NONE -> performer.attempt(run);
        };
    }

    private Mono<List<Task>> claimed(SerialLane lane) {
        List<Task> ahead = lane.ahead();
        if (!ahead.isEmpty()) {
            return Mono.just(ahead).doOnNext(this::told);
        }
        lane.look();
        if (!open) {
            return letGo(lane);
        }
        return present()
                .flatMap(claimant -> switch (limits.order()) {
                    case LANES -> store.claim(lane.lane(), claimant);
                    case NONE -> store.claimAny(claimant, performer.atWork(), 1);
                })
                .filter(tasks -> !tasks.isEmpty())
                .doOnNext(tasks -> lane.claimed())
                .doOnNext(this::told);
    }

    private void told(List<Task> claimed) {
        List<Task> again = claimed.stream().filter(task -> task.attempt() > 1).toList();
        if (!again.isEmpty()) {
            announcements.takenOver(again);
        }
    }

    /** Hands a lane over while others of this instance still run; emits nothing. */
    private Mono<List<Task>> letGo(SerialLane lane) {
        return Mono.justOrEmpty(presence.alive())
                .filter(owner -> lane.hasClaimed() && limits.order() == LaneLimits.Order.LANES)
                .flatMap(owner -> store.release(lane.lane(), owner))
                .doOnNext(released -> announcements.freed())
                .then(Mono.empty());
    }

    /** Who claims; nobody where the lanes are closed or the heartbeat is too old. */
    private Mono<Claimant> present() {
        return open ? Mono.justOrEmpty(presence.alive().map(this::claimant)) : Mono.empty();
    }

    private Claimant claimant(Instance instance) {
        return new Claimant(instance, limits.lapse(), performer.skills());
    }

    private void accepted(Task task) {
        switch (limits.order()) {
            case LANES -> wake(task.changes().get(0));
            case NONE -> wake(anyLane(spread.getAndIncrement()));
        }
    }

    private void settled(List<Settled> tasks) {
        if (limits.order() == LaneLimits.Order.LANES) {
            tasks.forEach(settled -> changed.addAll(settled.task().changes()));
            dependents.ring();
        }
    }

    /** Wakes whatever waited for the changes of settled tasks. */
    private Mono<Void> wakeDependents() {
        List<Lane> lanes = List.copyOf(changed);
        if (lanes.isEmpty() || !open) {
            return Mono.empty();
        }
        lanes.forEach(changed::remove);
        return store.dependents(lanes).doOnNext(this::wake).then();
    }

    private Mono<Void> poll() {
        if (!open) {
            return Mono.empty();
        }
        return switch (limits.order()) {
            case LANES ->
                Mono.justOrEmpty(presence.alive().map(this::claimant))
                        .flatMapMany(claimant -> store.lanesWithWork(claimant, limits.awake()))
                        .doOnNext(this::wake)
                        .then();
            case NONE ->
                Mono.fromRunnable(() -> LongStream.range(0, limits.concurrency())
                        .mapToObj(this::anyLane)
                        .forEach(this::wake));
        };
    }

    private Lane anyLane(long number) {
        return new Lane("any/" + number % limits.concurrency());
    }

    private Mono<Void> drained(Duration bound) {
        return Flux.interval(Duration.ZERO, STOP_CHECK)
                .takeUntil(check -> awake.isEmpty())
                .then()
                .timeout(bound, Mono.fromRunnable(this::cutOff));
    }

    private void cutOff() {
        LOG.warn("event=lanes.cut lanes={}", awake.size());
        awake.values().forEach(SerialLane::end);
    }
}
