package io.staithe.wiring.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Refuses requests of which two servers could think differently where they end (RFC 9112 sections 3.2, 6 and 11.2) and
 * which the codec takes: after them nothing of the connection is read.
 *
 * <p>A connection whose chunks break off ends here, since the server would take what came of the body for all of it;
 * there is an answer where none has begun. One per connection, beside the codec, on the connection's event loop.
 */
final class StrictRequests extends ChannelDuplexHandler {
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=%:\\[\\]-]*");

    private boolean isOver;
    private int unanswered;
    private boolean answerBegan;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (isOver) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            unanswered++;
            check(request);
        } else if (message instanceof HttpContent content
                && content.decoderResult().isFailure()) {
            isOver = true;
            content.release();
            end(context);
            return;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean isInterim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (!isInterim) {
            answerBegan = true;
        }
        if (message instanceof LastHttpContent && !isInterim) {
            answerBegan = false;
            unanswered--;
        }
        context.write(message, promise);
    }

    private void check(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            isOver = true;
            return;
        }
        wrong(request).ifPresent(rule -> {
            isOver = true;
            request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(rule)));
        });
    }

    /** The rule that a request breaks, as the client is told. */
    static Optional<String> wrong(HttpRequest request) {
        boolean is11 = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        if (!is11 && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            return Optional.of("the version must be HTTP/1.1 or HTTP/1.0");
        }
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1
                || is11 && hosts.isEmpty()
                || !hosts.stream().allMatch(host -> HOST.matcher(host).matches())) {
            return Optional.of("there must be one Host, a name or an address");
        }
        List<String> lengths = request.headers().getAll(HttpHeaderNames.CONTENT_LENGTH);
        if (lengths.size() > 1
                || !lengths.stream().allMatch(length -> LENGTH.matcher(length).matches())) {
            return Optional.of("Content-Length must be one number");
        }
        List<String> encodings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        boolean isChunked = encodings.size() == 1 && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(encodings.get(0));
        if (!encodings.isEmpty() && !(is11 && isChunked && lengths.isEmpty())) {
            return Optional.of("Transfer-Encoding must be chunked alone, without a Content-Length");
        }
        return Optional.empty();
    }

    /** Whatever is read of the body meanwhile fails with the connection. */
    private void end(ChannelHandlerContext context) {
        if (unanswered != 1 || answerBegan) {
            context.close();
            return;
        }
        FullHttpResponse refusal = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.BAD_REQUEST,
                Unpooled.copiedBuffer("the chunks of the body are broken\n", StandardCharsets.US_ASCII));
        HttpUtil.setContentLength(refusal, refusal.content().readableBytes());
        refusal.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(refusal).addListener(ChannelFutureListener.CLOSE);
    }
}
