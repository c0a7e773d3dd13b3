package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.s3.BucketTerms;
import io.staithe.s3.BucketTerms.Addressing;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

final class S3SettingsTest {
    /** What is set by default. */
    static final S3Settings NONE = new S3Settings(
            "",
            null,
            "us-east-1",
            "",
            Addressing.PATH,
            null,
            null,
            null,
            null,
            Duration.ofMinutes(1),
            4,
            128,
            4,
            DataSize.ofMegabytes(16),
            Duration.ZERO);

    @Test
    void theDefaults() {
        assertThat(bound(Map.of())).isEqualTo(NONE);
        assertThat(NONE.isSet()).isFalse();
    }

    @Test
    void everyKeyBinds() {
        Map<String, String> all = new HashMap<>(Map.of(
                "bucket", "debs",
                "endpoint", "https://store.example.org:9000",
                "region", "eu-central-1",
                "prefix", "/a/b/",
                "addressing", "host",
                "access-key-id", "id",
                "secret-access-key", "secret",
                "session-token", "token"));
        all.putAll(Map.of(
                "credentials-file", "/etc/aws",
                "timeout", "5s",
                "attempts", "2",
                "connections", "3",
                "parts", "5",
                "part-size", "6MB",
                "redirect-for", "10m"));
        S3Settings settings = bound(all);
        assertThat(settings)
                .isEqualTo(new S3Settings(
                        "debs",
                        URI.create("https://store.example.org:9000"),
                        "eu-central-1",
                        "a/b",
                        Addressing.HOST,
                        "id",
                        "secret",
                        "token",
                        Path.of("/etc/aws"),
                        Duration.ofSeconds(5),
                        2,
                        3,
                        5,
                        DataSize.ofMegabytes(6),
                        Duration.ofMinutes(10)));
        assertThat(settings.terms("pool").effort())
                .isEqualTo(new BucketTerms.Effort(Duration.ofSeconds(5), 2, 3, 5, 6 << 20));
        assertThat(settings.terms("pool").place()).isEqualTo("s3://store.example.org:9000/debs/a/b");
    }

    @Test
    void nobodyReadsTheSecretInALog() {
        assertThat(bound(Map.of("access-key-id", "id", "secret-access-key", "hidden"))
                        .toString())
                .doesNotContain("hidden");
    }

    @ParameterizedTest
    @CsvSource({"part-size, 4MB", "attempts, 0", "timeout, 0s", "redirect-for, 8d", "access-key-id, id"})
    void whatCannotWorkIsRefusedByName(String key, String value) {
        assertThatThrownBy(() -> bound(Map.of(key, value))).rootCause().hasMessageContaining(key);
    }

    private static S3Settings bound(Map<String, String> settings) {
        Map<String, String> keys = new HashMap<>();
        settings.forEach((key, value) -> keys.put("x." + key, value));
        return new Binder(new MapConfigurationPropertySource(keys)).bindOrCreate("x", S3Settings.class);
    }
}
