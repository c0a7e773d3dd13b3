package io.staithe.access.maintenance;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.access.audit.Audit;
import io.staithe.access.maintenance.MaintenanceStore.Seen;
import io.staithe.access.maintenance.MaintenanceStore.Wish;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.observe.Meters;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Read-only mode: every change is refused while it is on, and reads go on.
 *
 * <p>The switch is a row that all instances share. Each looks at it once in a while, goes by what it saw last, and
 * notes that and how many changes are under way, so that whoever switched can tell when all is quiet. What was accepted
 * before is finished. An instance may be read-only by its settings, whatever the row says. Threads: any.
 */
public final class Maintenance {
    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
    private static final int MAX_REASON = 1_000;

    private final MaintenanceStore store;
    private final Audit audit;
    private final Terms terms;
    private final AtomicInteger changes = new AtomicInteger();
    private volatile Switch current = Switch.UNKNOWN;
    private volatile boolean isNoted;

    /** By a store that all instances share. */
    public Maintenance(MaintenanceStore store, Audit audit, Terms terms, MeterRegistry meters) {
        this.store = store;
        this.audit = audit;
        this.terms = terms;
        Meters.READ_ONLY.gauge(meters, () -> isReadOnly() ? 1 : 0);
    }

    /** Whether nothing may be changed here now. */
    public boolean isReadOnly() {
        return terms.alwaysReadOnly() || current.readOnly();
    }

    /** Empty once the switch was looked at; at once, but for a server that has just started. Repeatable. */
    public Mono<Void> known() {
        return current.number() < 0 ? looked() : Mono.empty();
    }

    /** Whether uploads that were begun before are to stop where they are. */
    public boolean isParking() {
        return current.readOnly() && current.uploads() == UploadsUnderWay.PARK;
    }

    /** What a change is refused with. */
    public Exhausted refusal() {
        Switch now = current;
        String why =
                terms.alwaysReadOnly() ? " by its settings (staithe.maintenance.read-only)" : " since " + now.since();
        String reason = now.reason().isEmpty() ? "" : " (" + Fault.bounded(now.reason()) + ")";
        return new Exhausted(
                MaintenanceFault.READ_ONLY,
                "the server is read-only" + why + reason + ": nothing is changed until that ends; reads go on",
                terms.retryAfter());
    }

    /** Counts a change that begins now; its end is to be told. */
    public void begins() {
        changes.incrementAndGet();
    }

    /** Counts that a change has ended. */
    public void ends() {
        changes.decrementAndGet();
    }

    /** How everything stands. Needs {@code admin}. */
    public Mono<Standing> standing(Caller caller) {
        return caller.required(Need.admin()).then(Mono.defer(() -> looked().then(Mono.defer(this::standing))));
    }

    /** Turns it on or off, for all instances; others follow within their look. Needs {@code admin}. Repeatable. */
    public Mono<Standing> change(Caller caller, boolean readOnly, UploadsUnderWay uploads, String reason) {
        if (reason.length() > MAX_REASON) {
            return Mono.error(new Refused(
                    MaintenanceFault.BAD_MAINTENANCE, "the reason has more than " + MAX_REASON + " characters"));
        }
        Wish wish = new Wish(readOnly, uploads, reason, caller.name());
        String kind = readOnly ? "maintenance.begin" : "maintenance.end";
        return caller.required(Need.admin())
                .then(Mono.defer(() -> store.change(wish)))
                .then(Mono.defer(
                        () -> audit.done(caller, kind, readOnly ? "Read-only: " + reason : "No more read-only")))
                .then(Mono.defer(this::looked))
                .then(Mono.defer(this::standing));
    }

    /** Looks at the switch, and notes what was seen while that is of interest. Repeatable. */
    public Mono<Void> looked() {
        return store.read().doOnNext(this::follow).flatMap(read -> {
            Switch now = current;
            if (!now.readOnly() && isNoted) {
                return Mono.empty();
            }
            isNoted = !now.readOnly();
            return store.note(new Seen(terms.instance(), now.number(), changes.get()));
        });
    }

    /** A look that began earlier may end later: what is older than what is known is passed over. */
    private synchronized void follow(Switch now) {
        Switch before = current;
        if (now.number() < before.number()) {
            return;
        }
        current = now;
        if (before.number() != now.number() && (now.readOnly() || before.readOnly())) {
            LOG.info(
                    "event={} uploads={} caller={} reason={}",
                    now.readOnly() ? "maintenance.began" : "maintenance.ended",
                    now.uploads().word(),
                    now.caller(),
                    Fault.bounded(now.reason()));
        }
    }

    private Mono<Standing> standing() {
        return Mono.zip(store.seen(terms.lapse()).collectList(), store.unfinished())
                .map(found -> new Standing(current, terms.alwaysReadOnly(), found.getT1(), found.getT2()));
    }

    /**
     * How everything stands.
     *
     * @param state the switch
     * @param alwaysReadOnly whether the instance that was asked is read-only by its settings
     * @param instances what each has seen
     * @param unfinishedTasks accepted and not finished
     */
    public record Standing(Switch state, boolean alwaysReadOnly, List<Seen> instances, long unfinishedTasks) {
        /** Whether every instance is read-only, and nothing that was begun before is under way any more. */
        public boolean isQuiet() {
            return state.readOnly()
                    && unfinishedTasks == 0
                    && instances.stream().allMatch(seen -> seen.number() == state.number() && seen.changes() == 0);
        }
    }

    /**
     * What settings say.
     *
     * @param instance the name of this one
     * @param alwaysReadOnly whether this one is read-only whatever the switch says
     * @param retryAfter how long whoever is refused is told to wait
     * @param lapse how long an instance may be silent until it counts as gone
     */
    public record Terms(String instance, boolean alwaysReadOnly, Duration retryAfter, Duration lapse) {}
}
