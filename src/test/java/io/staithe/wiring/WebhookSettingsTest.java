package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

final class WebhookSettingsTest {
    @Test
    void theDefaults() {
        assertThat(bound(Map.of()))
                .isEqualTo(new WebhookSettings(
                        100,
                        16,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(10),
                        Duration.ofDays(1),
                        Duration.ofDays(30),
                        100_000,
                        false));
    }

    @Test
    void everyKeyBinds() {
        assertThat(bound(Map.of(
                        "staithe.webhooks.most", "0",
                        "staithe.webhooks.parallel", "2",
                        "staithe.webhooks.timeout", "3s",
                        "staithe.webhooks.first-pause", "4s",
                        "staithe.webhooks.longest-pause", "5s",
                        "staithe.webhooks.give-up-after", "6s",
                        "staithe.webhooks.keep-dead-for", "7s",
                        "staithe.webhooks.keep-dead-count", "8",
                        "staithe.webhooks.private-addresses", "true")))
                .isEqualTo(new WebhookSettings(
                        0,
                        2,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(7),
                        8,
                        true));
    }

    @Test
    void whatCannotWorkIsRefused() {
        assertThatThrownBy(() -> bound(Map.of("staithe.webhooks.timeout", "0s")))
                .rootCause()
                .hasMessageContaining("staithe.webhooks.timeout");
        assertThatThrownBy(() -> bound(Map.of("staithe.webhooks.most", "-1")))
                .rootCause()
                .hasMessageContaining("staithe.webhooks.most");
    }

    private static WebhookSettings bound(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("staithe.webhooks", Bindable.of(WebhookSettings.class));
    }
}
