package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

final class EventSettingsTest {
    @Test
    void theDefaults() {
        assertThat(bound(Map.of()))
                .isEqualTo(new EventSettings(
                        Duration.ofMillis(100),
                        1000,
                        100,
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(15),
                        Duration.ofDays(7),
                        1_000_000,
                        Duration.ofMinutes(1)));
    }

    @Test
    void everyKeyBinds() {
        assertThat(bound(Map.ofEntries(
                        Map.entry("staithe.events.every", "1s"),
                        Map.entry("staithe.events.streams", "0"),
                        Map.entry("staithe.events.streams-per-caller", "3"),
                        Map.entry("staithe.events.longest", "2h"),
                        Map.entry("staithe.events.heartbeat", "5s"),
                        Map.entry("staithe.events.keep-for", "1h"),
                        Map.entry("staithe.events.keep-count", "9"),
                        Map.entry("staithe.events.sweep-every", "2m"))))
                .isEqualTo(new EventSettings(
                        Duration.ofSeconds(1),
                        0,
                        3,
                        Duration.ofHours(2),
                        Duration.ofSeconds(5),
                        Duration.ofHours(1),
                        9,
                        Duration.ofMinutes(2)));
    }

    @Test
    void whatCannotWorkIsRefused() {
        assertThatThrownBy(() -> bound(Map.of("staithe.events.heartbeat", "0s")))
                .rootCause()
                .hasMessageContaining("staithe.events.heartbeat");
    }

    private static EventSettings bound(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("staithe.events", Bindable.of(EventSettings.class));
    }
}
