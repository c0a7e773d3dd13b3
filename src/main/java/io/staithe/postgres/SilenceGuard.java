package io.staithe.postgres;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection on which something was asked and nothing came for too long before the answer was at its end, so
 * that whoever waits for the answer gets an error instead of waiting for ever.
 *
 * <p>The server ends a statement that runs too long by itself; this is for servers and networks that have gone silent.
 * A connection that only listens is never closed, nor one whose reader takes its time. It stands where messages are in
 * the clear, and follows them only to see where an answer ends (PostgreSQL, message formats). One per connection, on
 * its event loop.
 */
final class SilenceGuard extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(SilenceGuard.class);
    private static final int READY_FOR_QUERY = 'Z';
    private static final int PORTAL_SUSPENDED = 's';
    /** The type of a message, and its length without the type. */
    private static final int HEADER_BYTES = 5;

    private static final int LENGTH_BYTES = 4;

    private final long limitNanos;
    private long signAt;
    private boolean answered = true;
    private boolean watching;
    private boolean asksByHand;
    private long header;
    private int headerBytes;
    private long bodyBytes;

    SilenceGuard(Duration limit) {
        this.limitNanos = limit.toNanos();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        signAt = now(context);
        answered = false;
        if (!watching) {
            watching = true;
            checkIn(context, limitNanos);
        }
        super.write(context, message, promise);
    }

    @Override
    public void read(ChannelHandlerContext context) throws Exception {
        signAt = now(context);
        asksByHand = !context.channel().config().isAutoRead();
        super.read(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        signAt = now(context);
        if (message instanceof ByteBuf bytes) {
            follow(bytes);
        }
        super.channelRead(context, message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        asksByHand = false;
        super.channelReadComplete(context);
    }

    private void follow(ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex()) {
            if (bodyBytes > 0) {
                int step = (int) Math.min(bodyBytes, bytes.writerIndex() - at);
                bodyBytes -= step;
                at += step;
            } else {
                header = header << Byte.SIZE | bytes.getUnsignedByte(at);
                headerBytes++;
                at++;
                endHeader();
            }
        }
    }

    private void endHeader() {
        if (headerBytes < HEADER_BYTES) {
            return;
        }
        int type = (int) (header >>> Integer.SIZE & 0xff);
        answered |= type == READY_FOR_QUERY || type == PORTAL_SUSPENDED;
        bodyBytes = Math.max(0, (header & 0xffff_ffffL) - LENGTH_BYTES);
        headerBytes = 0;
    }

    private void checkIn(ChannelHandlerContext context, long nanos) {
        context.executor().schedule(() -> check(context), nanos, TimeUnit.NANOSECONDS);
    }

    private void check(ChannelHandlerContext context) {
        long silent = now(context) - signAt;
        if (answered || !context.channel().isActive()) {
            watching = false;
        } else if (!asksByHand && !context.channel().config().isAutoRead()) {
            checkIn(context, limitNanos);
        } else if (silent < limitNanos) {
            checkIn(context, limitNanos - silent);
        } else {
            LOG.warn("event=database.silent millis={}", TimeUnit.NANOSECONDS.toMillis(silent));
            context.close();
        }
    }

    private static long now(ChannelHandlerContext context) {
        return context.executor().ticker().nanoTime();
    }
}
