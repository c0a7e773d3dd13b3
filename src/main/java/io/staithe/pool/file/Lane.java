package io.staithe.pool.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import reactor.core.scheduler.Scheduler;

/**
 * One reader of a body, the file or a digest, with the chunks that wait for it.
 *
 * <p>At most one thread reads at a time; after a few turns the next upload's lane has its own. All but {@link #read} is
 * guarded by the lock of its {@link Spooling}.
 */
final class Lane {
    private final Scheduler scheduler;
    private final Reader reader;
    private final int chunksPerTurn;
    private final Deque<Chunk> waiting = new ArrayDeque<>();
    private boolean busy;

    Lane(Scheduler scheduler, int chunksPerTurn, Reader reader) {
        this.scheduler = scheduler;
        this.chunksPerTurn = chunksPerTurn;
        this.reader = reader;
    }

    /** Reads bytes on the lane's own scheduler. */
    void read(List<Chunk> chunks) throws IOException {
        reader.read(chunks.stream().flatMap(Chunk::view).toArray(ByteBuffer[]::new));
    }

    /** Hands a step to a thread of the lane's scheduler; never interrupts it. */
    void run(Runnable step) {
        scheduler.schedule(step);
    }

    void add(Chunk chunk) {
        waiting.add(chunk);
    }

    boolean hasWork() {
        return !waiting.isEmpty();
    }

    /** Takes the chunks of the next turn. */
    List<Chunk> next() {
        List<Chunk> chunks = new ArrayList<>();
        while (chunks.size() < chunksPerTurn && !waiting.isEmpty()) {
            chunks.add(waiting.remove());
        }
        return chunks;
    }

    /** Takes all chunks that wait, which nobody is to read any more. */
    List<Chunk> giveUp() {
        List<Chunk> chunks = List.copyOf(waiting);
        waiting.clear();
        return chunks;
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
