package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

final class VerifySettingsTest {
    private static final String PREFIX = "staithe.verify";

    @Test
    void theDefaults() {
        assertThat(bound(Map.of()))
                .isEqualTo(
                        new VerifySettings(Duration.ofSeconds(10), Duration.ofDays(1), DataSize.ofMegabytes(4), 200));
    }

    @Test
    void everyKeyBinds() {
        Map<String, String> set = Map.of(
                PREFIX + ".every", "1m",
                PREFIX + ".round", "7d",
                PREFIX + ".read-per-second", "1KB",
                PREFIX + ".newest", "0");
        assertThat(bound(set))
                .isEqualTo(new VerifySettings(Duration.ofMinutes(1), Duration.ofDays(7), DataSize.ofKilobytes(1), 0));
    }

    @ParameterizedTest
    @CsvSource({"every,1ms", "round,5s", "read-per-second,-1B", "newest,-1"})
    void whatCannotWorkIsRefused(String key, String value) {
        assertThatThrownBy(() -> bound(Map.of(PREFIX + "." + key, value))).hasStackTraceContaining(PREFIX);
    }

    private static VerifySettings bound(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate(PREFIX, VerifySettings.class);
    }
}
