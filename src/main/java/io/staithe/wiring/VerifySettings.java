package io.staithe.wiring;

import io.staithe.library.verify.Verifier;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How what was acknowledged is compared with what is there while the server runs.
 *
 * @param every how often one of the instances looks at a page of each part: packages, their bytes, the log, published
 *     generations; default 10 seconds
 * @param round the longest time in which everything is looked at once; pages are as large as that takes, at least 100
 *     things, so that a small server is through in minutes; default 1 day
 * @param readPerSecond how many bytes each instance reads a second at most to compare their digests; sizes are always
 *     compared; default 4MB; 0 reads none
 * @param newest how many things of each part are looked at when an instance starts, before anything else: of files the
 *     newest ones; default 200; 0 for none
 */
@ConfigurationProperties("staithe.verify")
record VerifySettings(
        @DefaultValue("10s") Duration every,
        @DefaultValue("1d") Duration round,
        @DefaultValue("4MB") DataSize readPerSecond,
        @DefaultValue("200") int newest) {
    private static final Duration LEAST = Duration.ofMillis(10);

    /** Refuses what cannot work. */
    VerifySettings {
        if (every.compareTo(LEAST) < 0 || round.compareTo(every) < 0) {
            throw new IllegalArgumentException("staithe.verify.every is " + every + " and round is " + round
                    + "; every must be at least " + LEAST + ", and round at least every");
        }
        if (readPerSecond.isNegative() || newest < 0) {
            throw new IllegalArgumentException("staithe.verify.read-per-second and newest must not be negative");
        }
    }

    /** As the verifier is told. */
    Verifier.Pace pace() {
        return new Verifier.Pace(every, round, readPerSecond.toBytes());
    }
}
