package io.staithe.wiring.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.testkit.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The settings of the database. */
final class DatabaseSettingsTest {
    @Test
    void theEmbeddedServerIsTheDefault() {
        assertThat(Settings.defaults(DatabaseSettings.class))
                .isEqualTo(new DatabaseSettings(
                        null,
                        null,
                        null,
                        null,
                        null,
                        16,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        new DatabaseSettings.Embedded(0, "nobody", Duration.ofMinutes(5), Duration.ofSeconds(60))));
    }

    @Test
    void everyKeyBinds() {
        var keys = new HashMap<>(Map.of(
                "staithe.database.url", "postgresql://a/b",
                "staithe.database.session-url", "postgresql://c/d",
                "staithe.database.username", "user",
                "staithe.database.password-file", "/run/secret",
                "staithe.database.max-connections", "5",
                "staithe.database.acquire-timeout", "6s",
                "staithe.database.statement-timeout", "7s",
                "staithe.database.embedded.port", "8",
                "staithe.database.embedded.user", "postgres"));
        keys.put("staithe.database.embedded.start-timeout", "9s");
        keys.put("staithe.database.embedded.stop-timeout", "10s");
        assertThat(Settings.bound(DatabaseSettings.class, keys))
                .isEqualTo(new DatabaseSettings(
                        "postgresql://a/b",
                        "postgresql://c/d",
                        "user",
                        null,
                        Path.of("/run/secret"),
                        5,
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(7),
                        new DatabaseSettings.Embedded(8, "postgres", Duration.ofSeconds(9), Duration.ofSeconds(10))));
    }

    @Test
    void aPasswordIsGivenOnce() {
        assertThat(Settings.bound(DatabaseSettings.class, Map.of("staithe.database.password", "word"))
                        .password())
                .isEqualTo("word");
        assertThatThrownBy(() -> Settings.bound(
                        DatabaseSettings.class,
                        Map.of("staithe.database.password", "word", "staithe.database.password-file", "/file")))
                .hasRootCauseMessage(
                        "staithe.database.password and staithe.database.password-file are both set; set one");
    }

    @Test
    void aSessionUrlNeedsAUrl() {
        assertThatThrownBy(() -> Settings.bound(
                        DatabaseSettings.class, Map.of("staithe.database.session-url", "postgresql://a/b")))
                .hasRootCauseMessage("staithe.database.session-url is set without staithe.database.url; set both");
    }
}
