package io.staithe.web.webhook;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;

/**
 * Refuses connections to other than public addresses, when the name is resolved and the address is the one to be used.
 */
@Sharable
final class ConnectGuard extends ChannelOutboundHandlerAdapter {
    /** Whether this machine has it: a public one, too, leads to what listens for neighbours alone. */
    static boolean isOwn(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return true;
        }
    }

    @Override
    public void connect(
            ChannelHandlerContext context, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        if (remote instanceof InetSocketAddress target
                && target.getAddress() != null
                && PublicAddresses.contain(target.getAddress())
                && !isOwn(target.getAddress())) {
            context.connect(remote, local, promise);
            return;
        }
        promise.setFailure(new ConnectException("the host is not of the public network, and"
                + " staithe.webhooks.private-addresses does not allow others"));
    }
}
