package io.staithe.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.archive.OpenPgpKeys;
import io.staithe.archive.ReleaseSigner;
import io.staithe.openpgp.KeyAlgorithm;
import io.staithe.openpgp.KeyMaker;
import io.staithe.openpgp.Keyring;
import io.staithe.openpgp.OutsideKeys;
import io.staithe.testkit.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

final class SigningCommandTest {
    private static final String PREFIX = "staithe.signing.command.";

    @EnableConfigurationProperties({SigningSettings.class, SigningCommandSettings.class})
    private static final class Bound {}

    @Test
    void everyKeyBindsAndNothingIsSetByDefault() {
        assertThat(Settings.defaults(SigningCommandSettings.class))
                .isEqualTo(new SigningCommandSettings(null, List.of(), List.of(), Duration.ofSeconds(30)));
        var all = Map.of(
                PREFIX + "certificates", "/k.asc",
                PREFIX + "clear-sign", "sign,clear",
                PREFIX + "detach-sign", "sign,detached",
                PREFIX + "limit", "1s");
        assertThat(Settings.bound(SigningCommandSettings.class, all))
                .isEqualTo(new SigningCommandSettings(
                        Path.of("/k.asc"),
                        List.of("sign", "clear"),
                        List.of("sign", "detached"),
                        Duration.ofSeconds(1)));
        assertThatThrownBy(() -> new SigningCommandSettings(null, List.of("x"), List.of(), Duration.ofSeconds(1)))
                .hasMessageContaining("together");
    }

    @Test
    void whereAProgramSignsNoKeyIsMade(@TempDir Path data) throws IOException {
        Directories directories = Directories.under(data, data).prepare();
        Keyring other =
                Keyring.read(List.of(KeyMaker.make(KeyAlgorithm.ED25519, "o", Instant.EPOCH)), null, Clock.systemUTC());
        Path certificates = Files.write(
                data.resolve("public.asc"),
                other.armored(other.signing().get(0)).orElseThrow().getBytes(StandardCharsets.US_ASCII));
        ApplicationContextRunner runner = new ApplicationContextRunner()
                .withUserConfiguration(Bound.class, SigningConfiguration.class, SigningCommandConfiguration.class)
                .withBean(Directories.class, () -> directories)
                .withBean(Clock.class, Clock::systemUTC)
                .withBean(
                        "disk",
                        Scheduler.class,
                        () -> Schedulers.newSingle("disk"),
                        bean -> bean.setDestroyMethodName("dispose"));
        runner.withPropertyValues(
                        PREFIX + "certificates=" + certificates, PREFIX + "clear-sign=x", PREFIX + "detach-sign=x")
                .run(context -> {
                    assertThat(context.getBean(ReleaseSigner.class))
                            .isInstanceOf(OutsideKeys.class)
                            .isSameAs(context.getBean(OpenPgpKeys.class));
                    assertThat(context).doesNotHaveBean(KeyKeeper.class);
                });
        assertThat(directories.keys()).isEmptyDirectory();
        runner.run(context -> assertThat(context.getBean(ReleaseSigner.class)).isInstanceOf(Keyring.class));
    }
}
