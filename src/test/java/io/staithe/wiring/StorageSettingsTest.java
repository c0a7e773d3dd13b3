package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.publish.files.LinkMethod;
import io.staithe.publish.files.Readers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

final class StorageSettingsTest {
    private static final String ONE = "staithe.storages.filesystem.web-1.";

    @Test
    void theDefaults() {
        assertThat(bound(Map.of())).isEqualTo(new StorageSettings(Readers.GATEWAY, Map.of(), Map.of()));
        assertThat(bound(Map.of(ONE + "root-directory", "/srv/web")))
                .isEqualTo(new StorageSettings(
                        Readers.GATEWAY,
                        Map.of("web-1", new StorageSettings.FileSystem(Path.of("/srv/web"), LinkMethod.HARDLINK)),
                        Map.of()));
    }

    @Test
    void everyKeyBinds() {
        assertThat(bound(Map.of(
                        "staithe.storages.readers",
                        "anybody",
                        ONE + "root-directory",
                        "/srv/web",
                        ONE + "link-method",
                        "copy")))
                .isEqualTo(new StorageSettings(
                        Readers.ANYBODY,
                        Map.of("web-1", new StorageSettings.FileSystem(Path.of("/srv/web"), LinkMethod.COPY)),
                        Map.of()));
    }

    @Test
    void bucketsBindByName() {
        assertThat(bound(Map.of("staithe.storages.s3.eu.bucket", "debs")).s3())
                .extractingByKey("eu")
                .extracting(S3Settings::bucket)
                .isEqualTo("debs");
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> bound(Map.of("staithe.storages.s3.eu.region", "x")))
                .hasStackTraceContaining("staithe.storages.s3.eu.bucket");
        assertThatThrownBy(() -> bound(Map.of(ONE + "link-method", "copy"))).hasStackTraceContaining("root-directory");
        assertThatThrownBy(() -> bound(Map.of("staithe.storages.filesystem[a/b].root-directory", "/srv")))
                .hasStackTraceContaining("a name is letters");
    }

    private static StorageSettings bound(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("staithe.storages", StorageSettings.class);
    }
}
