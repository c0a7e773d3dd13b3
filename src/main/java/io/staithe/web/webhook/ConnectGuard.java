package io.staithe.web.webhook;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Refuses connections to other than public addresses, when the name is resolved and the address is the one to be used. */
@Sharable
final class ConnectGuard extends ChannelOutboundHandlerAdapter {
    @Override
    public void connect(
            ChannelHandlerContext context, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        if (remote instanceof InetSocketAddress target
                && target.getAddress() != null
                && PublicAddresses.contain(target.getAddress())) {
            context.connect(remote, local, promise);
            return;
        }
        promise.setFailure(new ConnectException("the host is not of the public network, and"
                + " staithe.webhooks.private-addresses does not allow others"));
    }
}
