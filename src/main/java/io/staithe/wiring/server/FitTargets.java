package io.staithe.wiring.server;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;

/**
 * Makes the targets of requests fit for a URI (RFC 3986): what clients send raw and no URI may hold ({@code |}, quotes,
 * braces, bytes beyond ASCII, a {@code %} that begins no escape) is percent-encoded, so that it means itself, as in
 * aptly, and is not refused before any route has seen it. Has no state; one serves all connections.
 */
@ChannelHandler.Sharable
final class FitTargets extends ChannelInboundHandlerAdapter {
    private static final String FIT = "-._~:/?@!$&'()*+,;=";
    private static final String DIGITS = "0123456789ABCDEF";

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request && request.decoderResult().isSuccess()) {
            request.setUri(fit(request.uri()));
        }
        context.fireChannelRead(message);
    }

    /** The same where it is fit; each character is a byte of the request. */
    static String fit(String target) {
        if (isFit(target)) {
            return target;
        }
        StringBuilder fit = new StringBuilder(target.length() + 16);
        for (int at = 0; at < target.length(); at++) {
            char octet = target.charAt(at);
            if (isFit(target, at)) {
                fit.append(octet);
            } else {
                fit.append('%').append(DIGITS.charAt(octet >> 4 & 0xF)).append(DIGITS.charAt(octet & 0xF));
            }
        }
        return fit.toString();
    }

    private static boolean isFit(String target) {
        for (int at = 0; at < target.length(); at++) {
            if (!isFit(target, at)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFit(String target, int at) {
        char octet = target.charAt(at);
        if (octet == '%') {
            return isDigit(target, at + 1) && isDigit(target, at + 2);
        }
        return octet >= 'a' && octet <= 'z'
                || octet >= 'A' && octet <= 'Z'
                || octet >= '0' && octet <= '9'
                || FIT.indexOf(octet) >= 0;
    }

    private static boolean isDigit(String target, int at) {
        return at < target.length() && Character.digit(target.charAt(at), 16) >= 0 && target.charAt(at) < 0x80;
    }
}
