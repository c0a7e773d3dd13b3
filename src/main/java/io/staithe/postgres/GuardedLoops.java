package io.staithe.postgres;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * The event loops of connections to the database, which notice when the other side has gone silent: each has a
 * {@link SilenceGuard}.
 *
 * <p>What an answer sets going runs on the loop of its connection. So there are as many loops as a usual pool has
 * connections: the statements of a transaction, sent one after the other, do not wait behind what others' answers set
 * going.
 */
final class GuardedLoops implements LoopResources {
    private static final LoopResources SHARED = LoopResources.create("staithe-database", 16, true);

    private final Duration silence;

    GuardedLoops(Duration silence) {
        this.silence = silence;
    }

    @Override
    public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
        C channel = SHARED.onChannel(type, group);
        channel.pipeline().addLast(new SilenceGuard(silence));
        return channel;
    }

    @Override
    public <C extends Channel> Class<? extends C> onChannelClass(Class<C> type, EventLoopGroup group) {
        return SHARED.onChannelClass(type, group);
    }

    /**
     * The loops in turn. Those of clients would put a connection on the loop that asks for it, so that all
     * connections, which open when another's answer is at work, come to lie on one or two of them.
     */
    @Override
    public EventLoopGroup onClient(boolean useNative) {
        return SHARED.onServer(useNative);
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return SHARED.onServer(useNative);
    }

    @Override
    public boolean daemon() {
        return SHARED.daemon();
    }

    /** The loops are not its own. */
    @Override
    public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
        return Mono.empty();
    }
}
