package io.staithe.wiring.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a connection whose client takes fewer bytes of its answers than a rate, over a window of time in which some of
 * them wait to be taken: time in which nothing waits is the server's own, and is no part of the window. Whoever takes
 * everything in time is never looked at.
 *
 * <p>It is ended by a reset, so that the system does not keep for the client what it did not take. One per connection,
 * nearest to the socket, where bytes are what is sent (below TLS); on the connection's event loop.
 */
final class SlowReaders extends ChannelOutboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(SlowReaders.class);

    /** How often one looks within a window whether something still waits. */
    private static final int LOOKS = 20;

    private final Limits limits;
    private final Runnable cut;
    private long written;
    private long flushed;
    /** Bytes that were taken when the window began. */
    private long takenBefore;

    private int looks;
    private @Nullable Future<?> next;

    /**
     * The handler of one connection.
     *
     * @param cut is told when the connection is ended
     */
    SlowReaders(Limits limits, Runnable cut) {
        this.limits = limits;
        this.cut = cut;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            written += bytes.readableBytes();
        } else if (message instanceof FileRegion file) {
            written += file.count();
        }
        context.write(message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        flushed = written;
        context.flush();
        if (next == null && limits.rate() > 0 && waits(context.channel())) {
            lookLater(context);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (next != null) {
            next.cancel(false);
        }
    }

    private void lookLater(ChannelHandlerContext context) {
        next = context.executor()
                .schedule(() -> look(context), limits.window().toNanos() / LOOKS, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext context) {
        next = null;
        if (!waits(context.channel())) {
            return;
        }
        looks++;
        if (looks < LOOKS) {
            lookLater(context);
            return;
        }
        long taken = flushed - left(context.channel());
        if (taken - takenBefore < limits.bytes()) {
            end(context, taken - takenBefore);
            return;
        }
        takenBefore = taken;
        looks = 0;
        lookLater(context);
    }

    private void end(ChannelHandlerContext context, long bytes) {
        LOG.info(
                "event=slow-reader.cut from={} bytes={} window={}",
                context.channel().remoteAddress(),
                bytes,
                limits.window());
        cut.run();
        context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        context.close();
    }

    private static boolean waits(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer != null && !buffer.isEmpty();
    }

    /** What was flushed and is not taken yet. */
    private static long left(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        if (buffer == null) {
            return 0;
        }
        long[] left = new long[1];
        try {
            buffer.forEachFlushedMessage(message -> {
                if (message instanceof ByteBuf bytes) {
                    left[0] += bytes.readableBytes();
                } else if (message instanceof FileRegion file) {
                    left[0] += file.count() - file.transferred();
                }
                return true;
            });
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
        return left[0];
    }

    /**
     * How slowly a client may take what it asked for.
     *
     * @param rate the fewest bytes a second; 0 for any
     * @param window over which time
     */
    record Limits(long rate, Duration window) {
        /** The fewest bytes in a window. */
        long bytes() {
            return (long) (rate * (window.toNanos() / 1e9));
        }
    }
}
