package io.staithe.wiring.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.testkit.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** The settings of the HTTP server and of access. */
final class ServerSettingsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void silenceAndHeadersAreBoundedByDefault() {
        assertThat(Settings.defaults(ServerSettings.class))
                .isEqualTo(new ServerSettings(
                        MINUTE,
                        DataSize.ofKilobytes(32),
                        DataSize.ofKilobytes(16),
                        DataSize.ofKilobytes(64),
                        DataSize.ofMegabytes(64),
                        Duration.ofSeconds(30)));
    }

    @Test
    void everyKeyBinds() {
        var settings = Settings.bound(
                ServerSettings.class,
                Map.of(
                        "staithe.server.idle-timeout", "1s",
                        "staithe.server.max-header-size", "3KB",
                        "staithe.server.max-request-line", "4KB",
                        "staithe.server.max-chunk-size", "5KB",
                        "staithe.server.unread-body-size", "6KB",
                        "staithe.server.unread-body-time", "7s"));
        assertThat(settings)
                .isEqualTo(new ServerSettings(
                        Duration.ofSeconds(1),
                        DataSize.ofKilobytes(3),
                        DataSize.ofKilobytes(4),
                        DataSize.ofKilobytes(5),
                        DataSize.ofKilobytes(6),
                        Duration.ofSeconds(7)));
    }

    @Test
    void whatWouldStopTheServerIsRefused() {
        var size = DataSize.ofKilobytes(1);
        assertThatThrownBy(() -> new ServerSettings(Duration.ZERO, size, size, size, size, MINUTE))
                .hasMessageContaining("1ms or more");
        assertThatThrownBy(() -> new ServerSettings(MINUTE, size, size, DataSize.ofGigabytes(1), size, MINUTE))
                .hasMessageContaining("1B to");
        assertThatThrownBy(() -> new ServerSettings(MINUTE, size, size, size, size, Duration.ofSeconds(-1)))
                .hasMessageContaining("not be negative");
    }

    @Test
    void accessIsNotOpenUnlessSaid() {
        assertThat(Settings.defaults(AccessSettings.class)).isEqualTo(new AccessSettings(false));
        assertThat(Settings.bound(AccessSettings.class, Map.of("staithe.access.open", "true")))
                .isEqualTo(new AccessSettings(true));
    }
}
