package io.staithe.wiring;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the policies of repositories are kept.
 *
 * @param every how often this instance looks for packages that are older than their repository keeps them; default 1
 *     minute
 * @param batch how many of them one task removes; default 1000
 */
@ConfigurationProperties("staithe.policies")
record PolicySettings(
        @DefaultValue("1m") Duration every,
        @DefaultValue("1000") int batch) {
    private static final Duration LEAST_PERIOD = Duration.ofMillis(10);

    /** Refuses what cannot work. */
    public PolicySettings {
        if (every.compareTo(LEAST_PERIOD) < 0) {
            throw new IllegalArgumentException("staithe.policies.every is " + every + ", it must be at least 10ms");
        }
        if (batch < 1) {
            throw new IllegalArgumentException("staithe.policies.batch is " + batch + ", it must be at least 1");
        }
    }
}
