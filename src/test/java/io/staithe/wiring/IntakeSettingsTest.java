package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.intake.UploadLimits;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

final class IntakeSettingsTest {
    @Test
    void theDefaults() {
        assertThat(bound(Map.of()))
                .isEqualTo(new IntakeSettings(
                        DataSize.ofGigabytes(16),
                        1000,
                        1000,
                        0,
                        0,
                        DataSize.ofBytes(0),
                        DataSize.ofMegabytes(16),
                        Duration.ofSeconds(60),
                        DataSize.ofKilobytes(4),
                        Duration.ofSeconds(60),
                        DataSize.ofMegabytes(256),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(60),
                        DataSize.ofMegabytes(8),
                        DataSize.ofMegabytes(16),
                        0,
                        10_000));
        assertThat(bound(Map.of()).allInspections()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void everyKeyBinds() {
        assertThat(bound(Map.ofEntries(
                        Map.entry("staithe.intake.max-upload-size", "1GB"),
                        Map.entry("staithe.intake.max-files", "2"),
                        Map.entry("staithe.intake.max-open-uploads", "3"),
                        Map.entry("staithe.intake.max-open-uploads-per-caller", "13"),
                        Map.entry("staithe.intake.max-uploads-per-minute-per-caller", "16"),
                        Map.entry("staithe.intake.max-bytes-per-day-per-caller", "17MB"),
                        Map.entry("staithe.intake.small-upload-size", "14KB"),
                        Map.entry("staithe.intake.longest-retry", "15s"),
                        Map.entry("staithe.intake.idle-timeout", "4s"),
                        Map.entry("staithe.intake.min-rate", "5KB"),
                        Map.entry("staithe.intake.rate-window", "6s"),
                        Map.entry("staithe.intake.min-free-disk", "7MB"),
                        Map.entry("staithe.intake.retry-after", "8s"),
                        Map.entry("staithe.intake.inline-contents", "9KB"),
                        Map.entry("staithe.intake.file-list-limit", "10KB"),
                        Map.entry("staithe.intake.inspections-at-once", "11"),
                        Map.entry("staithe.intake.inspections-waiting", "12"))))
                .isEqualTo(new IntakeSettings(
                        DataSize.ofGigabytes(1),
                        2,
                        3,
                        13,
                        16,
                        DataSize.ofMegabytes(17),
                        DataSize.ofKilobytes(14),
                        Duration.ofSeconds(4),
                        DataSize.ofKilobytes(5),
                        Duration.ofSeconds(6),
                        DataSize.ofMegabytes(7),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(15),
                        DataSize.ofKilobytes(9),
                        DataSize.ofKilobytes(10),
                        11,
                        12));
    }

    @Test
    void aQuarterOfThePlacesIsForSmallUploadsAndMemoryBoundsThemAll() {
        assertThat(bound(Map.of("staithe.intake.max-open-uploads-per-caller", "50"))
                        .places(400))
                .isEqualTo(new UploadLimits.Places(400, 50, 100, 16 << 20));
        assertThat(bound(Map.of("staithe.intake.small-upload-size", "0B")).places(4000))
                .isEqualTo(new UploadLimits.Places(1000, Integer.MAX_VALUE, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "max-upload-size, 0B",
        "max-files, 0",
        "max-open-uploads, 0",
        "idle-timeout, 0s",
        "min-rate, -1B",
        "rate-window, 0s",
        "min-free-disk, -1B",
        "retry-after, 0s",
        "longest-retry, 0s",
        "max-open-uploads-per-caller, -1",
        "max-uploads-per-minute-per-caller, -1",
        "max-bytes-per-day-per-caller, -1B",
        "small-upload-size, -1B",
        "inline-contents, -1B",
        "file-list-limit, 0B",
        "inspections-at-once, 1",
        "inspections-waiting, -1"
    })
    void whatCannotWorkIsRefusedByName(String key, String value) {
        assertThatThrownBy(() -> bound(Map.of("staithe.intake." + key, value)))
                .rootCause()
                .hasMessageContaining("staithe.intake." + key);
    }

    private static IntakeSettings bound(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("staithe.intake", IntakeSettings.class);
    }
}
