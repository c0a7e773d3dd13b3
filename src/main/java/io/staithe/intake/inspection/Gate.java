package io.staithe.intake.inspection;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Lets a fixed number of works run at once; the others wait in the order in which they came, and no thread waits.
 *
 * <p>A work that is cancelled while it waits gives its place in the queue up. Threads: any; who leaves lets the next
 * one in, on its own thread.
 */
final class Gate {
    private final Deque<MonoSink<Visit>> waiting = new ArrayDeque<>();
    private int free;

    /** A gate for this many at once. */
    public Gate(int places) {
        if (places < 1) {
            throw new IllegalArgumentException("a gate needs a place, not " + places);
        }
        this.free = places;
    }

    /** The same work, once there is a place for it. */
    public <T> Mono<T> pass(Mono<T> work) {
        return Mono.usingWhen(enter(), visit -> work, Visit::leave, (visit, failure) -> visit.leave(), Visit::leave);
    }

    private Mono<Visit> enter() {
        return Mono.<Visit>create(sink -> {
                    sink.onCancel(() -> giveUp(sink));
                    queue(sink);
                    admit();
                })
                .doOnDiscard(Visit.class, Visit::end);
    }

    private synchronized void queue(MonoSink<Visit> sink) {
        waiting.add(sink);
    }

    private synchronized void giveUp(MonoSink<Visit> sink) {
        waiting.remove(sink);
    }

    private void admit() {
        MonoSink<Visit> next = next();
        if (next != null) {
            next.success(new Visit());
        }
    }

    private synchronized @Nullable MonoSink<Visit> next() {
        if (free == 0 || waiting.isEmpty()) {
            return null;
        }
        free--;
        return waiting.poll();
    }

    private synchronized void freePlace() {
        free++;
    }

    /** A place that is taken until its end, which may be told more than once. */
    private final class Visit {
        private final AtomicBoolean ended = new AtomicBoolean();

        Mono<Void> leave() {
            return Mono.fromRunnable(this::end);
        }

        void end() {
            if (ended.compareAndSet(false, true)) {
                freePlace();
                admit();
            }
        }
    }
}
