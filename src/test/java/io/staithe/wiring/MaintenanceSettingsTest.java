package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.testkit.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MaintenanceSettingsTest {
    @Test
    void theDefaults() {
        assertThat(Settings.defaults(MaintenanceSettings.class))
                .isEqualTo(new MaintenanceSettings(false, Duration.ofSeconds(1), Duration.ofSeconds(30)));
    }

    @Test
    void everyKeyBinds() {
        assertThat(Settings.bound(
                        MaintenanceSettings.class,
                        Map.of(
                                "staithe.maintenance.read-only", "true",
                                "staithe.maintenance.look", "2s",
                                "staithe.maintenance.retry-after", "5m")))
                .isEqualTo(new MaintenanceSettings(true, Duration.ofSeconds(2), Duration.ofMinutes(5)));
    }

    @ParameterizedTest
    @CsvSource({"look, 0s", "retry-after, 10ms"})
    void whatCannotWorkIsRefusedByName(String key, String value) {
        assertThatThrownBy(() -> Settings.bound(MaintenanceSettings.class, Map.of("staithe.maintenance." + key, value)))
                .rootCause()
                .hasMessageContaining("staithe.maintenance." + key);
    }
}
