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

final class QueueSettingsTest {
    @Test
    void theDefaults() {
        assertThat(bound(Map.of()))
                .isEqualTo(new QueueSettings(
                        true,
                        32,
                        10_000,
                        100_000,
                        Duration.ofSeconds(1),
                        Duration.ofMillis(150),
                        true,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(20),
                        Duration.ofDays(7),
                        100_000,
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(5)));
    }

    @Test
    void everyKeyBinds() {
        assertThat(bound(Map.ofEntries(
                        Map.entry("staithe.queue.lanes-enabled", "false"),
                        Map.entry("staithe.queue.concurrency", "2"),
                        Map.entry("staithe.queue.awake-lanes", "3"),
                        Map.entry("staithe.queue.max-unfinished", "13"),
                        Map.entry("staithe.queue.poll", "4s"),
                        Map.entry("staithe.queue.wait-poll", "5ms"),
                        Map.entry("staithe.queue.notices", "false"),
                        Map.entry("staithe.queue.heartbeat", "6s"),
                        Map.entry("staithe.queue.lapse", "18s"),
                        Map.entry("staithe.queue.stop-timeout", "8s"),
                        Map.entry("staithe.queue.keep-for", "9h"),
                        Map.entry("staithe.queue.keep-count", "10"),
                        Map.entry("staithe.queue.sweep", "11m"),
                        Map.entry("staithe.queue.measure", "12s"))))
                .isEqualTo(new QueueSettings(
                        false,
                        2,
                        3,
                        13,
                        Duration.ofSeconds(4),
                        Duration.ofMillis(5),
                        false,
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(18),
                        Duration.ofSeconds(8),
                        Duration.ofHours(9),
                        10,
                        Duration.ofMinutes(11),
                        Duration.ofSeconds(12)));
    }

    @ParameterizedTest
    @CsvSource({
        "concurrency, 0",
        "awake-lanes, 0",
        "max-unfinished, 0",
        "poll, 0s",
        "wait-poll, -1s",
        "lapse, 5s",
        "keep-for, -1s",
        "keep-count, -1",
        "measure, 0s"
    })
    void whatCannotWorkIsRefusedByName(String key, String value) {
        assertThatThrownBy(() -> bound(Map.of("staithe.queue." + key, value)))
                .rootCause()
                .hasMessageContaining("staithe.queue." + key);
    }

    private static QueueSettings bound(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("staithe.queue", QueueSettings.class);
    }
}
