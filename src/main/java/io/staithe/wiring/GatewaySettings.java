package io.staithe.wiring;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What concerns the server as a whole.
 *
 * @param publicUrl how clients reach it, as {@code https://packages.example.org}: what begins the addresses that it
 *     tells; default: as each client called it
 * @param stopTimeout how long each step of an orderly stop may take, open uploads among them; default 30s; read by
 *     {@code spring.lifecycle.timeout-per-shutdown-phase}
 */
@ConfigurationProperties("staithe")
public record GatewaySettings(
        @Nullable URI publicUrl, @DefaultValue("30s") Duration stopTimeout) {
    /** Refuses what is no address of a server, and a stop without time. */
    public GatewaySettings {
        if (publicUrl != null && (publicUrl.getHost() == null || !isWeb(publicUrl))) {
            throw new IllegalArgumentException("staithe.public-url must be like https://packages.example.org");
        }
        if (stopTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("staithe.stop-timeout must be 1ms or more");
        }
    }

    /** How clients reach it, where that is set. */
    public Optional<URI> address() {
        return Optional.ofNullable(publicUrl);
    }

    private static boolean isWeb(URI address) {
        return "http".equals(address.getScheme()) || "https".equals(address.getScheme());
    }
}
