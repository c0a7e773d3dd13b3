package io.staithe.wiring;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who this process is among replicas.
 *
 * @param name a stable name, unique among the instances on one database: 1 to 63 of {@code a-z 0-9 . -}; default: made
 *     of the host's name on first start and kept in the data directory
 * @param url the address at which other instances reach this one; default: none
 * @param sslBundle the bundle of {@code spring.ssl.bundle} by whose certificates this one trusts other instances whose
 *     addresses are {@code https}, and shows who it is; default: none, which trusts whom Java trusts
 */
@ConfigurationProperties("staithe.instance")
public record InstanceSettings(
        @Nullable String name,
        @Nullable String url,
        @Nullable String sslBundle) {
    /** Refuses a name that is not one. */
    public InstanceSettings {
        if (name != null) {
            InstanceName.check(name);
        }
    }
}
