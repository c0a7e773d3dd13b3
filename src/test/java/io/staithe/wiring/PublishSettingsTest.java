package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.archive.Algorithm;
import io.staithe.openpgp.KeyAlgorithm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

final class PublishSettingsTest {
    @Test
    void theDefaults() {
        assertThat(bound("staithe.publish", PublishSettings.class, Map.of()))
                .isEqualTo(new PublishSettings(Duration.ofMinutes(1)));
        assertThat(bound("staithe.publish.indexes", IndexSettings.class, Map.of()))
                .isEqualTo(new IndexSettings(4, List.of(), 2000, DataSize.ofMegabytes(16)));
        assertThat(bound("staithe.signing", SigningSettings.class, Map.of()))
                .isEqualTo(new SigningSettings(
                        List.of(),
                        List.of(),
                        Duration.ofSeconds(10),
                        null,
                        null,
                        KeyAlgorithm.ED25519,
                        "Staithe archive signing key"));
    }

    @Test
    void everyKeyBinds() {
        assertThat(bound("staithe.publish", PublishSettings.class, Map.of("staithe.publish.links-every", "5s")))
                .isEqualTo(new PublishSettings(Duration.ofSeconds(5)));
        assertThat(bound(
                        "staithe.publish.indexes",
                        IndexSettings.class,
                        Map.of(
                                "staithe.publish.indexes.compressors", "3",
                                "staithe.publish.indexes.digests", "md5,sha1",
                                "staithe.publish.indexes.movements", "9",
                                "staithe.publish.indexes.contents-memory", "1MB")))
                .isEqualTo(new IndexSettings(3, List.of(Algorithm.MD5, Algorithm.SHA1), 9, DataSize.ofMegabytes(1)));
        assertThat(bound(
                        "staithe.signing",
                        SigningSettings.class,
                        Map.of(
                                "staithe.signing.key-files", "a.asc,b.asc",
                                "staithe.signing.default-keys", "AB,CD",
                                "staithe.signing.look", "1s",
                                "staithe.signing.passphrase-file", "p",
                                "staithe.signing.algorithm", "rsa4096",
                                "staithe.signing.user-id", "me")))
                .isEqualTo(new SigningSettings(
                        List.of(Path.of("a.asc"), Path.of("b.asc")),
                        List.of("AB", "CD"),
                        Duration.ofSeconds(1),
                        Path.of("p"),
                        null,
                        KeyAlgorithm.RSA4096,
                        "me"));
        assertThat(bound("staithe.signing", SigningSettings.class, Map.of("staithe.signing.passphrase", "secret")))
                .extracting(SigningSettings::passphrase)
                .isEqualTo("secret");
    }

    @Test
    void aPassphraseIsNeverTold() {
        assertThat(new SigningSettings(
                                List.of(),
                                List.of(),
                                Duration.ofSeconds(10),
                                null,
                                "secret",
                                KeyAlgorithm.ED25519,
                                "me")
                        .toString())
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "staithe.publish.indexes.compressors,0",
        "staithe.publish.indexes.movements,0",
        "staithe.publish.indexes.contents-memory,1KB",
        "staithe.publish.indexes.digests,sha256",
        "staithe.publish.links-every,10ms",
        "staithe.signing.user-id,' '",
        "staithe.signing.algorithm,dsa",
        "staithe.signing.look,1ms"
    })
    void valuesThatCannotBeAreRefused(String key, String value) {
        assertThatThrownBy(() -> {
                    bound("staithe.publish", PublishSettings.class, Map.of(key, value));
                    bound("staithe.publish.indexes", IndexSettings.class, Map.of(key, value));
                    bound("staithe.signing", SigningSettings.class, Map.of(key, value));
                })
                .hasStackTraceContaining(key);
    }

    private static <T> T bound(String prefix, Class<T> type, Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate(prefix, type);
    }
}
