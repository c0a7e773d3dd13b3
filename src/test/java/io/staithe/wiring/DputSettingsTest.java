package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

final class DputSettingsTest {
    @Test
    void theDefaults() {
        assertThat(bound(Map.of())).isEqualTo(new DputSettings(Duration.ofMinutes(10), false));
    }

    @Test
    void everyKeyBinds() {
        assertThat(bound(Map.of("staithe.dput.patience", "30s", "staithe.dput.publishes", "true")))
                .isEqualTo(new DputSettings(Duration.ofSeconds(30), true));
    }

    @Test
    void whatWouldNeverAnswerIsRefused() {
        assertThatThrownBy(() -> bound(Map.of("staithe.dput.patience", "0s")))
                .rootCause()
                .hasMessageContaining("must be positive");
    }

    private static DputSettings bound(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("staithe.dput", Bindable.of(DputSettings.class));
    }
}
