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

final class SweepSettingsTest {
    private static final String PREFIX = "staithe.sweep";

    @Test
    void theDefaults() {
        assertThat(bound(Map.of()))
                .isEqualTo(new SweepSettings(
                        Duration.ofMinutes(5),
                        Duration.ofHours(6),
                        Duration.ofHours(2),
                        Duration.ofDays(30),
                        10,
                        Duration.ofMinutes(10),
                        100,
                        Duration.ofDays(1),
                        DataSize.ofGigabytes(1),
                        Duration.ZERO,
                        Duration.ofDays(1)));
    }

    @Test
    void everyKeyBinds() {
        assertThat(bound(Map.ofEntries(
                        Map.entry(PREFIX + ".every", "1m"),
                        Map.entry(PREFIX + ".files-every", "2h"),
                        Map.entry(PREFIX + ".grace", "3h"),
                        Map.entry(PREFIX + ".removed-for", "4d"),
                        Map.entry(PREFIX + ".generations", "5"),
                        Map.entry(PREFIX + ".generations-for", "6m"),
                        Map.entry(PREFIX + ".hashed-files", "7"),
                        Map.entry(PREFIX + ".hashed-files-for", "8h"),
                        Map.entry(PREFIX + ".hashed-files-size", "9MB"),
                        Map.entry(PREFIX + ".uploads-for", "10d"),
                        Map.entry(PREFIX + ".incoming-for", "11h"))))
                .isEqualTo(new SweepSettings(
                        Duration.ofMinutes(1),
                        Duration.ofHours(2),
                        Duration.ofHours(3),
                        Duration.ofDays(4),
                        5,
                        Duration.ofMinutes(6),
                        7,
                        Duration.ofHours(8),
                        DataSize.ofMegabytes(9),
                        Duration.ofDays(10),
                        Duration.ofHours(11)));
    }

    @ParameterizedTest
    @CsvSource({
        "every,1ms",
        "files-every,1ms",
        "grace,1m",
        "removed-for,-1d",
        "generations,2",
        "generations-for,1s",
        "hashed-files,-1"
    })
    void whatWouldSweepTooMuchIsRefused(String key, String value) {
        assertThatThrownBy(() -> bound(Map.of(PREFIX + "." + key, value))).hasStackTraceContaining(PREFIX + "." + key);
    }

    private static SweepSettings bound(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate(PREFIX, SweepSettings.class);
    }
}
