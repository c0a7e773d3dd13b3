package io.staithe.wiring.server;

import static io.netty.channel.ChannelFutureListener.CLOSE;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.staithe.web.dput.DputDialect;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a connection whose client goes on for too long to send a body that was answered already, or might take what it
 * sends next for the rest of that body.
 *
 * <p>A body that was answered is read to its end and dropped, so that a client that sends all before it looks gets its
 * answer; this bounds what that may cost. Beyond the bound nothing more is read for a moment before the connection is
 * closed: a client that looks while it sends, as curl does, finds the answer, which the reset after a close could take
 * from it. So a close while a body comes only ends what is sent, and the rest is bounded in the same way.
 *
 * <p>A client that was never asked for the body that it holds back need not send it (RFC 9110 §10.1.1): nobody could
 * tell its next request from that body, so the answer says that the connection ends. It also says so to bodies that are
 * longer than what is dropped. One per connection, beside the codec, on the connection's event loop.
 *
 * <p>dput sends all before it looks, however much, and learns only then that it needs a password: what it sends is
 * dropped whole, as long as some of it comes, and no more was announced than an upload may have.
 */
final class UnreadBodies extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(UnreadBodies.class);

    private static final Duration LINGER = Duration.ofSeconds(2);
    /** What has to come of a body that is dropped whole, within the time that others have for all. */
    private static final long SOME = 128 << 10;

    private static final DputDialect DPUT = new DputDialect();

    private final Limits limits;
    private int unanswered;
    private boolean bodyOpen;
    private boolean isHeldBack;
    private long announced;
    private boolean saidClose;
    private boolean lingers;
    private boolean stopped;
    private long dropped;
    private boolean isDroppedWhole;
    private long some;
    private @Nullable Future<?> end;

    UnreadBodies(Limits limits) {
        this.limits = limits;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        boolean isForNobody = lingers || saidClose && !bodyOpen;
        if (message instanceof HttpRequest request && !isForNobody) {
            begins(request);
        }
        if (message instanceof HttpContent content) {
            came(context, content);
        }
        if (isForNobody) {
            ReferenceCountUtil.release(message);
        } else {
            super.channelRead(context, message);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (isInterim(message)) {
            isHeldBack = false;
        } else if (message instanceof HttpResponse response && bodyOpen && unanswered == 1 && !mayStay()) {
            saidClose = true;
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        boolean isAnswer = endsAnswer(message);
        if (isAnswer) {
            unanswered--;
        }
        if (isAnswer && isUnread()) {
            endIn(limits.time(), context);
        }
        super.write(context, message, isAnswer && saidClose ? promise.unvoid().addListener(CLOSE) : promise);
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) throws Exception {
        if (!isUnread() || end == null) {
            super.close(context, promise);
            return;
        }
        context.channel().closeFuture().addListener(closed -> promise.trySuccess());
        if (!lingers) {
            lingers = true;
            if (context.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            }
            context.channel().config().setAutoRead(!stopped);
        }
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

    private void begins(HttpRequest request) {
        unanswered++;
        dropped = 0;
        some = SOME;
        announced = request.decoderResult().isFailure() ? 0 : announced(request);
        isDroppedWhole = announced <= limits.whole() && DPUT.speaks(request.uri());
        bodyOpen = announced > 0;
        isHeldBack = HttpUtil.is100ContinueExpected(request);
    }

    private static long announced(HttpRequest request) {
        return HttpUtil.isTransferEncodingChunked(request) ? Long.MAX_VALUE : HttpUtil.getContentLength(request, 0L);
    }

    private void came(ChannelHandlerContext context, HttpContent content) {
        if (isUnread()) {
            drop(context, content.content().readableBytes());
        }
        if (content instanceof LastHttpContent && (stopped || lingers)) {
            end(context);
        } else if (content instanceof LastHttpContent) {
            bodyEnded();
        } else if (dropped > mostBytes() && !stopped) {
            stop(context);
        }
    }

    private void drop(ChannelHandlerContext context, int bytes) {
        dropped += bytes;
        if (isDroppedWhole && dropped >= some) {
            some = dropped + SOME;
            endIn(limits.time(), context);
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

    /** Whether the body that still comes ends where the client's next request begins, before too much is dropped. */
    private boolean mayStay() {
        return !isHeldBack && announced <= mostBytes();
    }

    private long mostBytes() {
        return isDroppedWhole ? Long.MAX_VALUE : limits.bytes();
    }

    /**
     * Whether the last request's body still comes though every request is answered; pipelined ones may be under way.
     */
    private boolean isUnread() {
        return bodyOpen && unanswered == 0;
    }

    /** Whether an answer is complete with this message; one that only invites to send is none. */
    static boolean endsAnswer(Object message) {
        return message instanceof LastHttpContent && !isInterim(message);
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
     * @param whole up to which announced length a body of dput is dropped whole
     */
    record Limits(long bytes, Duration time, long whole) {}
}
