package io.staithe.wiring.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.staithe.intake.UploadLimits;
import io.staithe.observe.Meters;
import java.util.function.Supplier;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.util.unit.DataSize;
import reactor.netty.NettyPipeline;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

/**
 * Tunes Reactor Netty for long bodies: HTTP/1.1 only and strictly, bounded heads, bounded silence, bounded rest of a
 * body that was answered early, answers that somebody takes; and for targets that clients did not encode.
 *
 * <p>Comes last of all customizers, since each setting of the request decoder replaces the earlier ones whole. There is
 * no limit on a request's total time: it would cut slow but honest uploads.
 */
final class NettyTuning implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory>, Ordered {
    /**
     * How much the system takes from us and has not sent yet. It is ready for more at half of this, so that what a slow
     * reader takes shows in steps of half a minute at the slowest rate, not of many minutes.
     */
    private static final int MOST_UNSENT = 256 << 10;

    private final ServerSettings settings;
    private final Supplier<UploadLimits> uploads;
    private final Supplier<MeterRegistry> meters;
    private final FitTargets fitTargets = new FitTargets();

    /** Asks for the limits of uploads when a connection comes: they are not there yet when the server is tuned. */
    NettyTuning(ServerSettings settings, Supplier<UploadLimits> uploads, Supplier<MeterRegistry> meters) {
        this.settings = settings;
        this.uploads = uploads;
        this.meters = meters;
    }

    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
        factory.addServerCustomizers(this::tuned);
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    // Deprecated without a successor; its default of 8 KiB cuts each read of a body into several buffers.
    @SuppressWarnings("deprecation")
    private HttpServer tuned(HttpServer server) {
        return server.protocol(HttpProtocol.HTTP11)
                .idleTimeout(settings.idleTimeout())
                .doOnChannelInit((observer, channel, address) -> prepare(channel))
                .httpRequestDecoder(decoder -> decoder.maxInitialLineLength(bytes(settings.maxRequestLine()))
                        .maxHeaderSize(bytes(settings.maxHeaderSize()))
                        .maxChunkSize(bytes(settings.maxChunkSize())));
    }

    /** From the socket on: slow readers; from the codec on: slow heads, strict requests, targets, unread bodies. */
    private void prepare(Channel channel) {
        if (channel instanceof EpollSocketChannel socket) {
            socket.config().setTcpNotSentLowAt(MOST_UNSENT);
        }
        UnreadBodies.Limits unread = settings.unread(uploads.get().body().maxBytes());
        SlowHeads slowHeads = new SlowHeads(settings.headTimeout());
        channel.pipeline()
                .addFirst("staithe.slowReaders", new SlowReaders(settings.readers(), this::countSlowReader))
                .addBefore(NettyPipeline.HttpCodec, "staithe.slowHeads.bytes", slowHeads.bytes())
                .addAfter(NettyPipeline.HttpCodec, "staithe.unreadBodies", new UnreadBodies(unread))
                .addAfter(NettyPipeline.HttpCodec, "staithe.targets", fitTargets)
                .addAfter(NettyPipeline.HttpCodec, "staithe.strictRequests", new StrictRequests())
                .addAfter(NettyPipeline.HttpCodec, "staithe.slowHeads", slowHeads);
    }

    private void countSlowReader() {
        Meters.SLOW_READERS.counter(meters.get()).increment();
    }

    private static int bytes(DataSize size) {
        return Math.toIntExact(size.toBytes());
    }
}
