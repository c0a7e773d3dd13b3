package io.staithe.wiring;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who this process is among replicas.
 *
 * @param name a stable name, unique among the instances on one database: 1 to 63 of {@code a-z 0-9 . -}; default: made
 *     of the host's name on first start and kept in the data directory
 * @param url the address at which other instances reach this one; default: none
 */
@ConfigurationProperties("staithe.instance")
record InstanceSettings(@Nullable String name, @Nullable String url) {
    /** Refuses a name that is not one. */
    public InstanceSettings {
        if (name != null) {
            InstanceName.check(name);
        }
    }
}
