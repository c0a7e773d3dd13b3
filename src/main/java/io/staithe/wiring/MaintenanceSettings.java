package io.staithe.wiring;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Read-only mode, which {@code PUT /v1/maintenance} turns on and off for all instances.
 *
 * @param readOnly whether this instance is read-only whatever that says; default false
 * @param look how often this instance looks whether it was turned on or off; default 1s
 * @param retryAfter how long whoever is refused is told to wait; default 30s
 */
@ConfigurationProperties("staithe.maintenance")
record MaintenanceSettings(
        @DefaultValue("false") boolean readOnly,
        @DefaultValue("1s") Duration look,
        @DefaultValue("30s") Duration retryAfter) {
    /** Refuses what cannot work. */
    MaintenanceSettings {
        if (look.toMillis() < 1) {
            throw new IllegalArgumentException("staithe.maintenance.look must be 1ms or more");
        }
        if (retryAfter.toSeconds() < 1) {
            throw new IllegalArgumentException("staithe.maintenance.retry-after must be 1s or more");
        }
    }
}
