package io.staithe.wiring.server;

import io.netty.channel.ChannelPipeline;
import io.staithe.intake.UploadLimits;
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
 * body that was answered early; and for targets that clients did not encode.
 *
 * <p>Comes last of all customizers, since each setting of the request decoder replaces the earlier ones whole. There is
 * no limit on a request's total time: it would cut slow but honest uploads.
 */
final class NettyTuning implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory>, Ordered {
    private final ServerSettings settings;
    private final Supplier<UploadLimits> uploads;
    private final FitTargets fitTargets = new FitTargets();

    /** Asks for the limits of uploads when a connection comes: they are not there yet when the server is tuned. */
    NettyTuning(ServerSettings settings, Supplier<UploadLimits> uploads) {
        this.settings = settings;
        this.uploads = uploads;
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
                .doOnChannelInit((observer, channel, address) -> prepare(channel.pipeline()))
                .httpRequestDecoder(decoder -> decoder.maxInitialLineLength(bytes(settings.maxRequestLine()))
                        .maxHeaderSize(bytes(settings.maxHeaderSize()))
                        .maxChunkSize(bytes(settings.maxChunkSize())));
    }

    /** From the codec on: slow heads, strict requests, targets, unread bodies. */
    private void prepare(ChannelPipeline pipeline) {
        UnreadBodies.Limits unread = settings.unread(uploads.get().body().maxBytes());
        SlowHeads slowHeads = new SlowHeads(settings.headTimeout());
        pipeline.addBefore(NettyPipeline.HttpCodec, "staithe.slowHeads.bytes", slowHeads.bytes())
                .addAfter(NettyPipeline.HttpCodec, "staithe.unreadBodies", new UnreadBodies(unread))
                .addAfter(NettyPipeline.HttpCodec, "staithe.targets", fitTargets)
                .addAfter(NettyPipeline.HttpCodec, "staithe.strictRequests", new StrictRequests())
                .addAfter(NettyPipeline.HttpCodec, "staithe.slowHeads", slowHeads);
    }

    private static int bytes(DataSize size) {
        return Math.toIntExact(size.toBytes());
    }
}
