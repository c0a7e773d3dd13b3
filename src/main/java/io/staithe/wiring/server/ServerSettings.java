package io.staithe.wiring.server;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How the HTTP server reads, and has its answers read.
 *
 * @param idleTimeout how long a kept connection may be silent between requests; default 60s
 * @param headTimeout how long the request line and headers may take from their first byte on; default 30s
 * @param maxHeaderSize all headers of a request together; default 32KB
 * @param maxRequestLine the request line with its query; default 16KB
 * @param maxChunkSize the largest piece in which a body is read; default 64KB
 * @param unreadBodySize how much of a body that was refused, or answered early, is taken in and dropped, so that a
 *     client that sends all before it looks gets its answer; beyond it the connection is closed, but for those of dput,
 *     which are dropped whole where they are no longer than an upload may be; default 64MB
 * @param unreadBodyTime how long that may take; default 30s
 * @param minReadRate the fewest bytes a second that a client may take of its answers, while some wait for it; a slower
 *     one is cut off; default 4KB; 0 for any
 * @param readWindow over which time that is reckoned; default 60s
 * @param strictTransport how long browsers that came over the server's own TLS shall come to this host over TLS only;
 *     default 365d; 0s to tell them nothing
 */
@ConfigurationProperties("staithe.server")
record ServerSettings(
        @DefaultValue("60s") Duration idleTimeout,
        @DefaultValue("30s") Duration headTimeout,
        @DefaultValue("32KB") DataSize maxHeaderSize,
        @DefaultValue("16KB") DataSize maxRequestLine,
        @DefaultValue("64KB") DataSize maxChunkSize,
        @DefaultValue("64MB") DataSize unreadBodySize,
        @DefaultValue("30s") Duration unreadBodyTime,
        @DefaultValue("4KB") DataSize minReadRate,
        @DefaultValue("60s") Duration readWindow,
        @DefaultValue("365d") Duration strictTransport) {
    private static final DataSize LARGEST = DataSize.ofMegabytes(16);

    /** Refuses sizes and times that would stop the server from working. */
    public ServerSettings {
        if (idleTimeout.toMillis() < 1 || headTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("staithe.server.idle-timeout and head-timeout must be 1ms or more");
        }
        if (minReadRate.isNegative() || readWindow.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "staithe.server.min-read-rate must not be negative, and read-window be 1ms or more");
        }
        if (unreadBodySize.isNegative() || unreadBodyTime.isNegative()) {
            throw new IllegalArgumentException("the limits of unread bodies of staithe.server must not be negative");
        }
        if (strictTransport.isNegative()) {
            throw new IllegalArgumentException("staithe.server.strict-transport must not be negative");
        }
        for (DataSize size : new DataSize[] {maxHeaderSize, maxRequestLine, maxChunkSize}) {
            if (size.toBytes() < 1 || size.compareTo(LARGEST) > 0) {
                throw new IllegalArgumentException(
                        "a size of staithe.server is " + size + "; it must be 1B to " + LARGEST);
            }
        }
    }

    /**
     * How a body that was answered already is bounded.
     *
     * @param longestUpload the most bytes that an upload may have
     */
    UnreadBodies.Limits unread(long longestUpload) {
        return new UnreadBodies.Limits(unreadBodySize.toBytes(), unreadBodyTime, longestUpload);
    }

    /** How slowly a client may take its answers. */
    SlowReaders.Limits readers() {
        return new SlowReaders.Limits(minReadRate.toBytes(), readWindow);
    }
}
