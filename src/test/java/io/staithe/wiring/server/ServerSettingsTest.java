package io.staithe.wiring.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.testkit.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

/** The settings of the HTTP server and of access. */
final class ServerSettingsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void silenceAndHeadersAreBoundedByDefault() {
        assertThat(Settings.defaults(ServerSettings.class))
                .isEqualTo(new ServerSettings(
                        MINUTE,
                        Duration.ofSeconds(30),
                        DataSize.ofKilobytes(32),
                        DataSize.ofKilobytes(16),
                        DataSize.ofKilobytes(64),
                        DataSize.ofMegabytes(64),
                        Duration.ofSeconds(30),
                        DataSize.ofKilobytes(4),
                        MINUTE,
                        Duration.ofDays(365)));
    }

    @Test
    void everyKeyBinds() {
        var settings = Settings.bound(
                ServerSettings.class,
                Map.of(
                        "staithe.server.idle-timeout", "1s",
                        "staithe.server.head-timeout", "2s",
                        "staithe.server.max-header-size", "3KB",
                        "staithe.server.max-request-line", "4KB",
                        "staithe.server.max-chunk-size", "5KB",
                        "staithe.server.unread-body-size", "6KB",
                        "staithe.server.unread-body-time", "7s",
                        "staithe.server.min-read-rate", "8KB",
                        "staithe.server.read-window", "9s",
                        "staithe.server.strict-transport", "0s"));
        assertThat(settings)
                .isEqualTo(new ServerSettings(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        DataSize.ofKilobytes(3),
                        DataSize.ofKilobytes(4),
                        DataSize.ofKilobytes(5),
                        DataSize.ofKilobytes(6),
                        Duration.ofSeconds(7),
                        DataSize.ofKilobytes(8),
                        Duration.ofSeconds(9),
                        Duration.ZERO));
    }

    @ParameterizedTest
    @CsvSource({
        "idle-timeout, 0s, 1ms or more",
        "max-request-line, 1GB, 1B to",
        "unread-body-time, -1s, not be negative",
        "min-read-rate, -1B, not be negative",
        "read-window, 0s, read-window",
        "strict-transport, -1s, strict-transport",
    })
    void whatWouldStopTheServerIsRefused(String key, String value, String why) {
        assertThatThrownBy(() -> Settings.bound(ServerSettings.class, Map.of("staithe.server." + key, value)))
                .rootCause()
                .hasMessageContaining(why);
    }
}
