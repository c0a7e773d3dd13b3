package io.staithe.wiring.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ByteProcessor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection on which the head of a request takes too long from its first byte on, however often another byte
 * comes: silence alone is bounded elsewhere. An empty line before it is no part of it (RFC 9112 §2.2), and a connection
 * on which an answer is under way is looked at again later. One per connection, behind the codec, with {@link #bytes}
 * before it; on the connection's event loop.
 */
final class SlowHeads extends ChannelDuplexHandler {
    private final Duration longest;
    private boolean isBetween = true;
    private int unanswered;
    private @Nullable Future<?> end;

    SlowHeads(Duration longest) {
        this.longest = longest;
    }

    /** What has to see the bytes before the codec does. */
    ChannelInboundHandlerAdapter bytes() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (message instanceof ByteBuf bytes && bytes.forEachByte(ByteProcessor.FIND_NON_CRLF) >= 0) {
                    begins(context);
                }
                context.fireChannelRead(message);
            }
        };
    }

    private void begins(ChannelHandlerContext context) {
        if (isBetween && end == null) {
            end = context.executor().schedule(() -> late(context), longest.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void late(ChannelHandlerContext context) {
        end = null;
        if (unanswered > 0) {
            begins(context);
        } else {
            context.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            stop();
            isBetween = false;
            unanswered++;
        }
        if (message instanceof LastHttpContent) {
            isBetween = true;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (UnreadBodies.endsAnswer(message)) {
            unanswered--;
        }
        context.write(message, promise);
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
