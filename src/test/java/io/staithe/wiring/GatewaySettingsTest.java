package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.testkit.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GatewaySettingsTest {
    @Test
    void theDefaults() {
        assertThat(Settings.defaults(GatewaySettings.class))
                .isEqualTo(new GatewaySettings(null, Duration.ofSeconds(30)));
    }

    @Test
    void everyKeyBinds() {
        assertThat(Settings.bound(
                        GatewaySettings.class,
                        Map.of("staithe.public-url", "https://packages.example.org", "staithe.stop-timeout", "5s")))
                .isEqualTo(new GatewaySettings(URI.create("https://packages.example.org"), Duration.ofSeconds(5)));
    }

    @ParameterizedTest
    @CsvSource({
        "public-url, packages.example.org",
        "public-url, ftp://packages.example.org",
        "public-url, https:/packages",
        "stop-timeout, 0s"
    })
    void whatCannotWorkIsRefusedByName(String key, String value) {
        assertThatThrownBy(() -> Settings.bound(GatewaySettings.class, Map.of("staithe." + key, value)))
                .rootCause()
                .hasMessageContaining("staithe." + key);
    }
}
