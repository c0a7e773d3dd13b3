package io.staithe.wiring;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who did what.
 *
 * @param every how often what was done is chained, from when on the audit shows it; default one second
 * @param keepFor how long entries are kept; default 0, which is for ever
 * @param sweepEvery how often those that are kept no longer are removed; default one hour
 */
@ConfigurationProperties("staithe.audit")
record AuditSettings(
        @DefaultValue("1s") Duration every,
        @DefaultValue("0") Duration keepFor,
        @DefaultValue("1h") Duration sweepEvery) {
    /** Refuses what cannot work. */
    public AuditSettings {
        if (every.toMillis() <= 0 || sweepEvery.toMillis() <= 0) {
            throw new IllegalArgumentException("staithe.audit.every and sweep-every must be greater than 0");
        }
        if (keepFor.isNegative()) {
            throw new IllegalArgumentException("staithe.audit.keep-for must not be negative; 0 keeps for ever");
        }
    }
}
