package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

final class UpkeepSettingsTest {
    private static final String PREFIX = "staithe.publish.upkeep";

    @Test
    void theDefaults() {
        assertThat(bound(Map.of())).isEqualTo(new UpkeepSettings(Duration.ofSeconds(1), Duration.ofMinutes(1)));
    }

    @Test
    void everyKeyBinds() {
        assertThat(bound(Map.of(PREFIX + ".look", "2s", PREFIX + ".renew", "5m")))
                .isEqualTo(new UpkeepSettings(Duration.ofSeconds(2), Duration.ofMinutes(5)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"look", "renew"})
    void periodsThatAreTooShortAreRefused(String key) {
        assertThatThrownBy(() -> bound(Map.of(PREFIX + "." + key, "1ms"))).hasStackTraceContaining(PREFIX + "." + key);
    }

    private static UpkeepSettings bound(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate(PREFIX, UpkeepSettings.class);
    }
}
