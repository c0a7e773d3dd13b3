package io.staithe.s3;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Lets so many exchanges be under way at once; the others wait in the order in which they came. Threads: any. */
final class Turnstile {
    private final int most;
    private final Deque<Visit> waiting = new ArrayDeque<>();
    private int inside;

    Turnstile(int most) {
        this.most = most;
    }

    /** Begins an exchange when there is room for it; one that ended before that never begins. */
    void enter(CompletableFuture<Void> end, Runnable begin) {
        Visit visit = new Visit(begin);
        if (entered(visit)) {
            begin.run();
        }
        end.whenComplete((done, failure) -> leave(visit));
    }

    private synchronized boolean entered(Visit visit) {
        visit.inside = inside < most;
        if (visit.inside) {
            inside++;
        } else {
            waiting.add(visit);
        }
        return visit.inside;
    }

    private void leave(Visit visit) {
        Visit next = left(visit);
        if (next != null) {
            next.begin.run();
        }
    }

    /** Who has the room of a visit that is over. */
    private synchronized @Nullable Visit left(Visit visit) {
        if (!visit.inside) {
            waiting.remove(visit);
            return null;
        }
        Visit next = waiting.poll();
        if (next == null) {
            inside--;
        } else {
            next.inside = true;
        }
        return next;
    }

    private static final class Visit {
        private final Runnable begin;
        private boolean inside;

        Visit(Runnable begin) {
            this.begin = begin;
        }
    }
}
