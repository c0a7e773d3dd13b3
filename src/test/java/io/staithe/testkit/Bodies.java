package io.staithe.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import reactor.core.publisher.Flux;

/** Bodies of network buffers, as the web server hands them over, which remember whether each buffer was released. */
public final class Bodies {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(1);

    private final NettyDataBufferFactory factory = new NettyDataBufferFactory(PooledByteBufAllocator.DEFAULT);
    private final Queue<NettyDataBuffer> given = new ConcurrentLinkedQueue<>();

    /** The same random bytes for the same seed. */
    public static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** A body in buffers of one size; each is allocated when it is asked for. */
    public Flux<DataBuffer> of(byte[] bytes, int bufferSize) {
        int buffers = (bytes.length + bufferSize - 1) / bufferSize;
        return Flux.range(0, buffers)
                .map(index ->
                        buffer(bytes, index * bufferSize, Math.min(bufferSize, bytes.length - index * bufferSize)));
    }

    /** A body cut at random places. */
    public Flux<DataBuffer> cut(byte[] bytes, int longest, long seed) {
        return Flux.generate(() -> new Cut(new Random(seed), 0), (cut, sink) -> {
            if (cut.at() == bytes.length) {
                sink.complete();
                return cut;
            }
            int length = Math.min(cut.random().nextInt(longest + 1), bytes.length - cut.at());
            sink.next(buffer(bytes, cut.at(), length));
            return new Cut(cut.random(), cut.at() + length);
        });
    }

    /** A buffer of some bytes. */
    public DataBuffer buffer(byte[] bytes, int from, int length) {
        NettyDataBuffer buffer = factory.allocateBuffer(Math.max(1, length));
        buffer.write(bytes, from, length);
        given.add(buffer);
        return buffer;
    }

    /**
     * The buffers that nobody releases: one may still be on its way, on the thread of a source that was just cancelled,
     * so that each is given some time.
     */
    public List<String> leaked() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (isAnyHeld() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return given.stream()
                .map(NettyDataBuffer::getNativeBuffer)
                .filter(buffer -> buffer.refCnt() != 0)
                .map(ByteBuf::toString)
                .toList();
    }

    private boolean isAnyHeld() {
        return given.stream().map(NettyDataBuffer::getNativeBuffer).anyMatch(buffer -> buffer.refCnt() != 0);
    }

    /** How many buffers were asked for. */
    public int given() {
        return given.size();
    }

    private record Cut(Random random, int at) {}
}
