package io.staithe.postgres;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection on which something was asked and nothing at all came back for too long, so that whoever waits for
 * the answer gets an error instead of waiting for ever.
 *
 * <p>The server ends a statement that runs too long by itself; this is for servers and networks that have gone silent.
 * A connection that only listens is never closed. One per connection, on its event loop.
 */
final class SilenceGuard extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(SilenceGuard.class);

    private final long limitNanos;
    private long askedAt;
    private boolean answered = true;
    private boolean watching;

    SilenceGuard(Duration limit) {
        this.limitNanos = limit.toNanos();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        askedAt = System.nanoTime();
        answered = false;
        if (!watching) {
            watching = true;
            checkIn(context, limitNanos);
        }
        super.write(context, message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        answered = true;
        super.channelRead(context, message);
    }

    private void checkIn(ChannelHandlerContext context, long nanos) {
        context.executor().schedule(() -> check(context), nanos, TimeUnit.NANOSECONDS);
    }

    private void check(ChannelHandlerContext context) {
        long silent = System.nanoTime() - askedAt;
        if (answered || !context.channel().isActive()) {
            watching = false;
        } else if (silent < limitNanos) {
            checkIn(context, limitNanos - silent);
        } else {
            LOG.warn("event=database.silent millis={}", TimeUnit.NANOSECONDS.toMillis(silent));
            context.close();
        }
    }
}
