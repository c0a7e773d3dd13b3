package io.staithe.postgres;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpResources;

/**
 * The event loops of all clients of this process, for connections that notice when the other side has gone silent: each
 * has a {@link SilenceGuard}.
 */
final class GuardedLoops implements LoopResources {

    private final Duration silence;

    GuardedLoops(Duration silence) {
        this.silence = silence;
    }

    @Override
    public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
        C channel = shared().onChannel(type, group);
        channel.pipeline().addLast(new SilenceGuard(silence));
        return channel;
    }

    @Override
    public <C extends Channel> Class<? extends C> onChannelClass(Class<C> type, EventLoopGroup group) {
        return shared().onChannelClass(type, group);
    }

    /**
     * The loops in turn. Those for clients would put a connection on the loop that asks for it, so that all
     * connections, which open when another's answer is at work, come to lie on one or two of them.
     */
    @Override
    public EventLoopGroup onClient(boolean useNative) {
        return shared().onServer(useNative);
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return shared().onServer(useNative);
    }

    @Override
    public boolean daemon() {
        return shared().daemon();
    }

    /** The loops are not its own. */
    @Override
    public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
        return Mono.empty();
    }

    private static LoopResources shared() {
        return TcpResources.get();
    }
}
