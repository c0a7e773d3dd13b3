package io.staithe.pool.file;

import io.staithe.fault.Broken;
import io.staithe.fault.Fault;
import io.staithe.pool.PoolFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
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
    private final int most;
    private final IntSupplier least;
    private final Deque<Chunk> waiting = new ArrayDeque<>();
    private boolean busy;

    /** A lane that takes chunk by chunk. */
    Lane(Scheduler scheduler, Reader reader) {
        this(scheduler, 1, () -> 1, reader);
    }

    /** A lane that takes many chunks at once, and begins with as many as are worth it now. */
    Lane(Scheduler scheduler, int most, IntSupplier least, Reader reader) {
        this.scheduler = scheduler;
        this.most = most;
        this.least = least;
        this.reader = reader;
    }

    /** Reads bytes on the lane's own scheduler; null where that went well. */
    @Nullable
    Fault read(List<Chunk> chunks) {
        try {
            reader.read(chunks.stream().flatMap(Chunk::view).toArray(ByteBuffer[]::new));
            return null;
        } catch (IOException failed) {
            return Disk.fault(failed, "an upload");
        } catch (RuntimeException | OutOfMemoryError bug) {
            return new Broken(PoolFault.DISK_FAILED, "cannot take in an upload: " + bug, bug);
        }
    }

    /** Hands a step to a thread of the lane's scheduler; never interrupts it. */
    void run(Runnable step) {
        scheduler.schedule(step);
    }

    void add(Chunk chunk) {
        waiting.add(chunk);
    }

    /** Whether what waits is worth a turn; where it hurries, whether anything waits. */
    boolean isDue(boolean hurries) {
        return waiting.size() >= (hurries ? 1 : least.getAsInt());
    }

    /** Takes the chunks of the next turn. */
    List<Chunk> next() {
        List<Chunk> chunks = new ArrayList<>();
        while (chunks.size() < most && !waiting.isEmpty()) {
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
