package io.staithe.wiring.server;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a connection whose client goes on for too long to send a body that was answered already.
 *
 * <p>Reactor Netty reads such a body to its end and drops it, so that a client that sends all before it looks gets its
 * answer; this bounds what that may cost. Beyond the bound nothing more is read for a moment before the connection is
 * closed: a client that looks while it sends, as curl does, finds the answer, which the reset after a close could take
 * from it. One per connection, beside the codec, on the connection's event loop.
 */
final class UnreadBodies extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(UnreadBodies.class);

    private static final Duration LINGER = Duration.ofSeconds(2);

    private final Limits limits;
    private int unanswered;
    private boolean bodyOpen;
    private boolean stopped;
    private long dropped;
    private @Nullable Future<?> end;

    UnreadBodies(Limits limits) {
        this.limits = limits;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof HttpRequest) {
            unanswered++;
            bodyOpen = true;
            dropped = 0;
        }
        if (message instanceof HttpContent content) {
            came(context, content);
        }
        super.channelRead(context, message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof LastHttpContent && !isInterim(message)) {
            unanswered--;
            if (isUnread()) {
                endIn(limits.time(), context);
            }
        }
        super.write(context, message, promise);
    }

    @Override
    public void read(ChannelHandlerContext context) throws Exception {
        if (!stopped) {
            super.read(context);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        bodyEnded();
        super.channelInactive(context);
    }

    private void came(ChannelHandlerContext context, HttpContent content) {
        if (isUnread()) {
            dropped += content.content().readableBytes();
        }
        if (content instanceof LastHttpContent) {
            bodyEnded();
        } else if (dropped > limits.bytes() && !stopped) {
            stop(context);
        }
    }

    private void stop(ChannelHandlerContext context) {
        stopped = true;
        context.channel().config().setAutoRead(false);
        endIn(LINGER, context);
    }

    private void endIn(Duration time, ChannelHandlerContext context) {
        if (end != null) {
            end.cancel(false);
        }
        end = context.executor().schedule(() -> end(context), time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void end(ChannelHandlerContext context) {
        LOG.debug("event=unread-body.ended bytes={}", dropped);
        bodyEnded();
        context.close();
    }

    private void bodyEnded() {
        bodyOpen = false;
        if (end != null) {
            end.cancel(false);
            end = null;
        }
    }

    /** Whether the last request's body still comes though every request is answered; pipelined ones may be under way. */
    private boolean isUnread() {
        return bodyOpen && unanswered == 0;
    }

    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    /**
     * What a client may go on to send.
     *
     * @param bytes how much
     * @param time for how long
     */
    record Limits(long bytes, Duration time) {}
}
