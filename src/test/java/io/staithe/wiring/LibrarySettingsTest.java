package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

final class LibrarySettingsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void defaults() {
        assertThat(bound("staithe.library", LibrarySettings.class, Map.of()))
                .isEqualTo(new LibrarySettings(64, 1000, 3));
        assertThat(bound("staithe.catalog", CatalogSettings.class, Map.of()))
                .isEqualTo(new CatalogSettings(1000, Duration.ofSeconds(10), 100, Duration.ofMinutes(1)));
    }

    @Test
    void everyKeyBinds() {
        assertThat(bound(
                        "staithe.library",
                        LibrarySettings.class,
                        Map.of(
                                "staithe.library.batch-tasks", "1",
                                "staithe.library.batch-files", "2",
                                "staithe.library.lost-races", "0")))
                .isEqualTo(new LibrarySettings(1, 2, 0));
        assertThat(bound(
                        "staithe.catalog",
                        CatalogSettings.class,
                        Map.of(
                                "staithe.catalog.page-size", "5",
                                "staithe.catalog.query-patience", "3s",
                                "staithe.catalog.counted-repositories", "0",
                                "staithe.catalog.count-interval", "5s")))
                .isEqualTo(new CatalogSettings(5, Duration.ofSeconds(3), 0, Duration.ofSeconds(5)));
    }

    @Test
    void whatCannotWorkIsRefused() {
        assertThatThrownBy(() -> new LibrarySettings(0, 1, 1)).hasMessageContaining("batch-tasks");
        assertThatThrownBy(() -> new LibrarySettings(1, 0, 1)).hasMessageContaining("batch-files");
        assertThatThrownBy(() -> new LibrarySettings(1, 1, -1)).hasMessageContaining("lost-races");
        assertThatThrownBy(() -> new CatalogSettings(0, SECOND, 1, SECOND)).hasMessageContaining("page-size");
        assertThatThrownBy(() -> new CatalogSettings(1, Duration.ZERO, 1, SECOND))
                .hasMessageContaining("query-patience");
        assertThatThrownBy(() -> new CatalogSettings(1, SECOND, -1, SECOND))
                .hasMessageContaining("counted-repositories");
        assertThatThrownBy(() -> new CatalogSettings(1, SECOND, 1, Duration.ZERO))
                .hasMessageContaining("count-interval");
    }

    @Test
    void dependenciesAreFollowedAsSet() {
        assertThat(bound("staithe.dependencies", DependencySettings.class, Map.of()))
                .isEqualTo(new DependencySettings(List.of(), false, false, false, false, 500));
        assertThat(bound(
                        "staithe.dependencies",
                        DependencySettings.class,
                        Map.of(
                                "staithe.dependencies.architectures", "amd64,arm64",
                                "staithe.dependencies.follow-recommends", "true",
                                "staithe.dependencies.follow-suggests", "true",
                                "staithe.dependencies.follow-source", "true",
                                "staithe.dependencies.follow-all-variants", "true",
                                "staithe.dependencies.batch", "7")))
                .isEqualTo(new DependencySettings(List.of("amd64", "arm64"), true, true, true, true, 7));
        assertThatThrownBy(() -> new DependencySettings(List.of(), false, false, false, false, 0))
                .hasMessageContaining("batch");
    }

    private static <T> T bound(String prefix, Class<T> settings, Map<String, String> keys) {
        return new Binder(new MapConfigurationPropertySource(keys)).bindOrCreate(prefix, settings);
    }
}
