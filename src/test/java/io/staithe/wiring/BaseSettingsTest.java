package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.testkit.Settings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The settings of directories, the instance and the schedulers. */
final class BaseSettingsTest {
    @Test
    void dataLiesBesideTheGatewayByDefault() {
        var settings = Settings.defaults(DirectorySettings.class);
        assertThat(settings).isEqualTo(new DirectorySettings(Path.of("data"), null));
        assertThat(settings.shared()).isEqualTo(Path.of("data"));
    }

    @Test
    void everyKeyOfDirectoriesBinds() {
        var settings = Settings.bound(
                DirectorySettings.class,
                Map.of("staithe.data-directory", "/srv/own", "staithe.shared-directory", "/srv/all"));
        assertThat(settings).isEqualTo(new DirectorySettings(Path.of("/srv/own"), Path.of("/srv/all")));
        assertThat(settings.shared()).isEqualTo(Path.of("/srv/all"));
    }

    @Test
    void anInstanceHasNoNameOrUrlByDefault() {
        assertThat(Settings.defaults(InstanceSettings.class)).isEqualTo(new InstanceSettings(null, null, null));
    }

    @Test
    void everyKeyOfTheInstanceBinds() {
        var settings = Settings.bound(
                InstanceSettings.class,
                Map.of(
                        "staithe.instance.name", "one",
                        "staithe.instance.url", "http://one:8080",
                        "staithe.instance.ssl-bundle", "peers"));
        assertThat(settings).isEqualTo(new InstanceSettings("one", "http://one:8080", "peers"));
    }

    @Test
    void aNameThatIsNoneIsRefused() {
        assertThatThrownBy(() -> Settings.bound(InstanceSettings.class, Map.of("staithe.instance.name", "A b")))
                .hasRootCauseMessage("staithe.instance.name is \"A b\"; it must be 1 to 63 of a-z, 0-9, dot and hyphen,"
                        + " beginning with a letter or digit");
    }

    @Test
    void computingSchedulersHaveAThreadPerCoreByDefault() {
        assertThat(Settings.defaults(SchedulerSettings.class))
                .isEqualTo(new SchedulerSettings(16, 0, 0, 0, 2, 4, 100_000));
    }

    @Test
    void everyKeyOfTheSchedulersBinds() {
        var settings = Settings.bound(
                SchedulerSettings.class,
                Map.of(
                        "staithe.schedulers.disk-threads", "1",
                        "staithe.schedulers.inspect-threads", "2",
                        "staithe.schedulers.digest-threads", "3",
                        "staithe.schedulers.render-threads", "4",
                        "staithe.schedulers.crypto-threads", "5",
                        "staithe.schedulers.sign-threads", "7",
                        "staithe.schedulers.queued", "6"));
        assertThat(settings).isEqualTo(new SchedulerSettings(1, 2, 3, 4, 5, 7, 6));
    }

    @Test
    void sizesBelowTheirLeastAreRefused() {
        assertThatThrownBy(() -> new SchedulerSettings(-1, 0, 0, 0, 0, 0, 1)).hasMessageContaining("0 or more");
        assertThatThrownBy(() -> new SchedulerSettings(0, 0, 0, 0, 0, 0, 0)).hasMessageContaining("1 or more");
    }
}
