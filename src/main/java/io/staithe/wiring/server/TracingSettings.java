package io.staithe.wiring.server;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where requests are traced to; {@code application.yml} hands both on to Spring Boot.
 *
 * @param url of a collector that takes OTLP over HTTP, such as {@code http://127.0.0.1:4318/v1/traces}; default none:
 *     nothing is traced, and nothing of it is loaded
 * @param share of the requests that are traced, from 0 to 1, where a caller has not decided that; default 0.1
 */
@ConfigurationProperties(TracingSettings.PREFIX)
record TracingSettings(
        @Nullable URI url, @DefaultValue("0.1") double share) {
    static final String PREFIX = "staithe.tracing";

    /** Refuses what is no collector, and no share. */
    TracingSettings {
        if (url != null
                && (url.getHost() == null || !String.valueOf(url.getScheme()).matches("https?"))) {
            throw new IllegalArgumentException("staithe.tracing.url must be like http://127.0.0.1:4318/v1/traces");
        }
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("staithe.tracing.share is " + share + "; it must be 0 to 1");
        }
    }
}
