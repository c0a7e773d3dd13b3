package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.pool.file.FilePool;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

final class PoolSettingsTest {
    @Test
    void theDefaults() {
        PoolSettings settings = bound(Map.of());
        assertThat(settings)
                .isEqualTo(new PoolSettings(
                        DataSize.ofBytes(0), DataSize.ofMegabytes(8), Duration.ofHours(24), S3SettingsTest.NONE));
        assertThat(settings.bufferBytes()).isBetween(16L << 20, 256L << 20);
    }

    @Test
    void everyKeyBinds() {
        PoolSettings settings = bound(Map.of(
                "staithe.pool.buffer-memory", "3MB",
                "staithe.pool.cached-size", "5MB",
                "staithe.pool.orphan-grace", "4h"));
        assertThat(settings)
                .isEqualTo(new PoolSettings(
                        DataSize.ofMegabytes(3), DataSize.ofMegabytes(5), Duration.ofHours(4), S3SettingsTest.NONE));
        assertThat(settings.memory()).isEqualTo(new FilePool.Memory(3 << 20, 5 << 20));
    }

    @ParameterizedTest
    @CsvSource({"buffer-memory, 1KB", "cached-size, -1B", "orphan-grace, 1m"})
    void whatCannotWorkIsRefusedByName(String key, String value) {
        assertThatThrownBy(() -> bound(Map.of("staithe.pool." + key, value)))
                .rootCause()
                .hasMessageContaining("staithe.pool." + key);
    }

    private static PoolSettings bound(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("staithe.pool", PoolSettings.class);
    }
}
