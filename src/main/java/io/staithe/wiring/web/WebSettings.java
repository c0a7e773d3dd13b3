package io.staithe.wiring.web;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What HTTP clients may send besides packages, and how aptly's dialect behaves.
 *
 * @param maxBody the largest body that is JSON or a plain form; default 16 MB; a larger one is 413
 * @param maxParts the most parts of a multipart upload, files and fields together; default 1000; more are 413
 * @param maxPartHeaders the largest headers of one part; default 8 KB; larger ones are 400
 * @param maxField the largest field of a multipart upload that is no file; default 1 MB; a larger one is 413; also
 *     bounds what may stand before and after the parts
 * @param aptlyVersion the version that {@code GET /api/version} tells; default 1.6.3, whose answers these are
 * @param asyncByDefault whether calls of aptly's dialect without {@code _async} are answered with 202 and a task;
 *     default false, as in aptly
 * @param skipContents whether publications that are made without {@code SkipContents} have no Contents; default false,
 *     as in aptly
 * @param aptlyMetrics whether {@code GET /api/metrics} tells meters in aptly's names; default true; without it there is
 *     no such route
 * @param readyTimeout how long {@code GET /api/ready} waits for the database; default 5 s; then it is 503
 */
@ConfigurationProperties("staithe.web")
record WebSettings(
        @DefaultValue("16MB") DataSize maxBody,
        @DefaultValue("1000") int maxParts,
        @DefaultValue("8KB") DataSize maxPartHeaders,
        @DefaultValue("1MB") DataSize maxField,
        @DefaultValue("1.6.3") String aptlyVersion,
        @DefaultValue("false") boolean asyncByDefault,
        @DefaultValue("false") boolean skipContents,
        @DefaultValue("true") boolean aptlyMetrics,
        @DefaultValue("5s") Duration readyTimeout) {
    /** Refuses what cannot work. */
    public WebSettings {
        atLeastOneByte("max-body", maxBody);
        atLeastOneByte("max-part-headers", maxPartHeaders);
        atLeastOneByte("max-field", maxField);
        if (maxParts < 1) {
            throw new IllegalArgumentException("staithe.web.max-parts is " + maxParts + ", it must be positive");
        }
        if (readyTimeout.isNegative() || readyTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "staithe.web.ready-timeout is " + readyTimeout + ", it must be positive");
        }
    }

    private static void atLeastOneByte(String key, DataSize size) {
        if (size.toBytes() < 1 || size.toBytes() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "staithe.web." + key + " is " + size + ", it must be 1B to " + Integer.MAX_VALUE + "B");
        }
    }
}
