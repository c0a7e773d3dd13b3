package io.staithe.intake.session;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.pool.PartialFile;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * A session of this instance while it is in memory: its file, and the one request that works on it.
 *
 * <p>Threads: any; the monitor guards whose turn it is.
 */
final class Desk {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final SessionId id;
    private final PartialFile file;
    private final AtomicBoolean checkpointing = new AtomicBoolean();
    private @Nullable Turn present;
    private volatile long told;

    /**
     * A session whose row tells this offset.
     */
    Desk(SessionId id, PartialFile file, long told) {
        this.id = id;
        this.file = file;
        this.told = told;
    }

    PartialFile file() {
        return file;
    }

    /** How many bytes the row tells. */
    long told() {
        return told;
    }

    void told(long offsetBytes) {
        told = Math.max(told, offsetBytes);
    }

    /**
     * The turn of a request, which it has to end; waits for the present one to end, and has that end where nothing
     * comes of it. {@code SESSION_BUSY} after the wait. A cancel takes nothing.
     */
    Mono<Turn> turn(Duration wait, Duration silence) {
        return Mono.defer(() -> turnBefore(now() + wait.toNanos(), silence)).doOnDiscard(Turn.class, Turn::end);
    }

    private Mono<Turn> turnBefore(long deadline, Duration silence) {
        return Mono.defer(() -> {
            Turn mine = begin();
            if (mine != null) {
                return Mono.just(mine);
            }
            if (now() - deadline >= 0) {
                return Mono.error(busy());
            }
            return ended(silence).then(turnBefore(deadline, silence));
        });
    }

    /** Completes when no request has its turn, as {@link #turn} waits for it; takes none. */
    Mono<Void> idle(Duration wait, Duration silence) {
        return Mono.defer(() -> idleBefore(now() + wait.toNanos(), silence));
    }

    private Mono<Void> idleBefore(long deadline, Duration silence) {
        return Mono.defer(() -> {
            if (isIdle()) {
                return Mono.empty();
            }
            return now() - deadline >= 0 ? Mono.error(busy()) : ended(silence).then(idleBefore(deadline, silence));
        });
    }

    private Refused busy() {
        return new Refused(SessionFault.SESSION_BUSY, "another request is sending to upload '" + id + "'; come again");
    }

    /** Waits a little for the present turn, which gives way where its client is silent. */
    private Mono<Void> ended(Duration silence) {
        Turn waitedFor = turnUnderWay();
        if (waitedFor == null) {
            return Mono.empty();
        }
        if (file.isSilentFor(silence)) {
            file.interrupt(new Refused(
                    SessionFault.SESSION_BUSY, "no byte came for " + silence + ", and another request goes on"));
        }
        return waitedFor.ended.asMono().timeout(LOOK, Mono.empty());
    }

    private synchronized @Nullable Turn begin() {
        if (present != null) {
            return null;
        }
        present = new Turn();
        return present;
    }

    private synchronized @Nullable Turn turnUnderWay() {
        return present;
    }

    private synchronized boolean isIdle() {
        return present == null;
    }

    private synchronized void free(Turn turn) {
        if (present == turn) {
            present = null;
        }
    }

    /** Ends the request that has its turn with a fault. */
    void interrupt(Fault fault) {
        file.interrupt(fault);
    }

    private static long now() {
        return Schedulers.parallel().now(TimeUnit.NANOSECONDS);
    }

    /** What one request may do alone. */
    final class Turn {
        private final Sinks.Empty<Void> ended = Sinks.empty();
        private long sinceCheckpoint;

        /** Counts bytes, one thread at a time; true where a checkpoint is due, which has to be {@link #checked}. */
        boolean came(int bytes, long checkpointBytes) {
            sinceCheckpoint += bytes;
            if (sinceCheckpoint < checkpointBytes || !checkpointing.compareAndSet(false, true)) {
                return false;
            }
            sinceCheckpoint = 0;
            return true;
        }

        /** The checkpoint is made, or has failed. */
        void checked() {
            checkpointing.set(false);
        }

        /** Lets the next request have its turn. Repeatable. */
        void end() {
            free(this);
            // Fails where it was emitted before: the turn has ended all the same.
            ended.tryEmitEmpty();
        }
    }
}
