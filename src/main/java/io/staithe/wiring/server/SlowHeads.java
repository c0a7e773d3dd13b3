package io.staithe.wiring.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection on which the head of a request takes too long from its first byte on, however often another byte
 * comes: silence alone is bounded elsewhere. One per connection, behind the codec, with {@link #bytes} before it; on the
 * connection's event loop.
 */
final class SlowHeads extends ChannelInboundHandlerAdapter {
    private final Duration longest;
    private boolean isBetween = true;
    private @Nullable Future<?> end;

    SlowHeads(Duration longest) {
        this.longest = longest;
    }

    /** What has to see the bytes before the codec does. */
    ChannelInboundHandlerAdapter bytes() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                begins(context);
                context.fireChannelRead(message);
            }
        };
    }

    private void begins(ChannelHandlerContext context) {
        if (isBetween && end == null) {
            end = context.executor().schedule(() -> context.close(), longest.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            stop();
            isBetween = false;
        }
        if (message instanceof LastHttpContent) {
            isBetween = true;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stop();
        context.fireChannelInactive();
    }

    private void stop() {
        if (end != null) {
            end.cancel(false);
            end = null;
        }
    }
}
