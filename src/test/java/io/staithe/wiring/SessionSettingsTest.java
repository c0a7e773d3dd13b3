package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

final class SessionSettingsTest {
    @Test
    void theDefaults() {
        assertThat(bound(Map.of()))
                .isEqualTo(new SessionSettings(
                        Duration.ofHours(24),
                        Duration.ofHours(1),
                        1000,
                        0,
                        DataSize.ofMegabytes(8),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(2),
                        Duration.ofMinutes(10)));
    }

    @Test
    void everyKeyBinds() {
        assertThat(bound(Map.of(
                        "staithe.sessions.expire-after", "2h",
                        "staithe.sessions.expire-empty-after", "5m",
                        "staithe.sessions.max-open", "7",
                        "staithe.sessions.max-open-per-caller", "3",
                        "staithe.sessions.checkpoint", "1MB",
                        "staithe.sessions.busy-wait", "0s",
                        "staithe.sessions.silence", "5s",
                        "staithe.sessions.sweep-every", "1m")))
                .isEqualTo(new SessionSettings(
                        Duration.ofHours(2),
                        Duration.ofMinutes(5),
                        7,
                        3,
                        DataSize.ofMegabytes(1),
                        Duration.ZERO,
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(1)));
    }

    @Test
    void whatCannotWorkIsRefused() {
        assertThatThrownBy(() -> bound(Map.of("staithe.sessions.max-open", "0")))
                .rootCause()
                .hasMessageContaining("max-open");
    }

    private static SessionSettings bound(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("staithe.sessions", Bindable.of(SessionSettings.class));
    }
}
