package io.staithe.pool.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import reactor.core.scheduler.Scheduler;

/**
 * One reader of a body, the file or a digest, with the chunks that wait for it.
 *
 * <p>At most one thread reads at a time; between chunks the next upload's lane has its turn. All but {@link #read} is
 * guarded by the lock of its {@link Spooling}.
 */
final class Lane {
    private final Scheduler scheduler;
    private final Reader reader;
    private final Deque<Chunk> waiting = new ArrayDeque<>();
    private boolean busy;

    Lane(Scheduler scheduler, Reader reader) {
        this.scheduler = scheduler;
        this.reader = reader;
    }

    /** Reads bytes on the lane's own scheduler. */
    void read(Chunk chunk) throws IOException {
        reader.read(chunk.view());
    }

    /** Hands a step to a thread of the lane's scheduler; never interrupts it. */
    void run(Runnable step) {
        scheduler.schedule(step);
    }

    Deque<Chunk> waiting() {
        return waiting;
    }

    boolean isBusy() {
        return busy;
    }

    void busy(boolean now) {
        busy = now;
    }

    /** What is done with bytes; may block. */
    interface Reader {
        void read(ByteBuffer[] bytes) throws IOException;
    }
}
