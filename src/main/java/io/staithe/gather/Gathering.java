package io.staithe.gather;

import io.staithe.fault.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Does in groups what is asked for one by one: while groups are under way, what comes is collected, and goes with the
 * next one.
 *
 * <p>So nothing waits for company, and the busier it is the larger the groups: many rows cost one statement and one
 * commit. A group begins after everything in it was asked for, in the order in which it was asked for; the next one
 * does not wait until those who asked have heard of the one before. Threads: any.
 *
 * @param <I> what is asked for
 * @param <O> its result
 */
public final class Gathering<I, O> {
    private final Limits limits;
    private final Function<List<I>, Mono<List<O>>> together;
    private final Queue<Place<I, O>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger free;
    private final AtomicInteger handing = new AtomicInteger();

    /**
     * A gathering.
     *
     * @param together does a group of at least one, all or nothing: emits one result for each, in their order
     */
    public Gathering(Limits limits, Function<List<I>, Mono<List<O>>> together) {
        this.limits = limits;
        this.together = together;
        this.free = new AtomicInteger(limits.atOnce());
    }

    /**
     * The result for one item. Where its group fails for want of something, all of the group fail with that; where it
     * fails otherwise, each of them is done alone, so that nobody fails by the fault of another. A cancel before its
     * group began takes the item out; later the work runs to its end. Each subscription asks anew.
     */
    public Mono<O> one(I item) {
        return Mono.defer(() -> {
            Place<I, O> place = new Place<>(item, Sinks.one());
            waiting.add(place);
            hand();
            return place.result().asMono().doOnCancel(() -> waiting.remove(place));
        });
    }

    /**
     * Starts groups while some may start; one thread at a time does it for all, which bounds the depth of the stack.
     */
    private void hand() {
        if (handing.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        while (missed != 0) {
            handAll();
            missed = handing.addAndGet(-missed);
        }
    }

    private void handAll() {
        while (free.get() > 0) {
            List<Place<I, O>> group = next();
            if (group.isEmpty()) {
                return;
            }
            free.decrementAndGet();
            done(group).doOnTerminate(this::over).subscribe(Runnable::run);
        }
    }

    private List<Place<I, O>> next() {
        List<Place<I, O>> group = new ArrayList<>();
        for (Place<I, O> place = waiting.poll(); place != null; place = waiting.poll()) {
            group.add(place);
            if (group.size() == limits.most()) {
                break;
            }
        }
        return group;
    }

    private void over() {
        free.incrementAndGet();
        hand();
    }

    /** Emits what tells those who asked; never an error, and always something. */
    private Mono<Runnable> done(List<Place<I, O>> group) {
        return Mono.defer(() -> together.apply(group.stream().map(Place::item).toList()))
                .defaultIfEmpty(List.of())
                .<Runnable>map(results -> () -> tell(group, results))
                .onErrorResume(failure -> failed(group, failure));
    }

    private Mono<Runnable> failed(List<Place<I, O>> group, Throwable failure) {
        if (group.size() == 1 || Fault.isShortage(failure)) {
            return Mono.just(() -> group.forEach(place -> place.result().tryEmitError(failure)));
        }
        return Flux.fromIterable(group)
                .concatMap(place -> done(List.of(place)).doOnNext(Runnable::run))
                .then(Mono.just(() -> {}));
    }

    private static <I, O> void tell(List<Place<I, O>> group, List<O> results) {
        if (results.size() != group.size()) {
            String what = group.size() + " were asked for, " + results.size() + " were done";
            group.forEach(place -> place.result().tryEmitError(new IllegalStateException(what)));
            return;
        }
        for (int at = 0; at < group.size(); at++) {
            group.get(at).result().tryEmitValue(results.get(at));
        }
    }

    /**
     * What bounds the groups.
     *
     * @param most the most items in one
     * @param atOnce the most groups under way
     */
    public record Limits(int most, int atOnce) {}

    private record Place<I, O>(I item, Sinks.One<O> result) {}
}
