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
 * @param hookParallel about how many packages of one addition its hook is asked at once; default 8
 * @param hookPatience how long one addition waits for the answers of its hook, all together; default 2 minutes
 */
@ConfigurationProperties("staithe.policies")
record PolicySettings(
        @DefaultValue("1m") Duration every,
        @DefaultValue("1000") int batch,
        @DefaultValue("8") int hookParallel,
        @DefaultValue("2m") Duration hookPatience) {
    private static final Duration LEAST_PERIOD = Duration.ofMillis(10);

    /** Refuses what cannot work. */
    public PolicySettings {
        if (every.compareTo(LEAST_PERIOD) < 0) {
            throw new IllegalArgumentException("staithe.policies.every is " + every + ", it must be at least 10ms");
        }
        positive("batch", batch);
        positive("hook-parallel", hookParallel);
        positive("hook-patience", hookPatience.toMillis());
    }

    private static void positive(String key, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("staithe.policies." + key + " must be greater than 0");
        }
    }
}
