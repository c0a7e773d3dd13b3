package io.staithe.wiring;

import io.staithe.openpgp.Keyring;
import io.staithe.publish.PublicKeys;
import io.staithe.web.rest.KeyRoutes;
import java.io.IOException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.scheduler.Scheduler;

/** The signing keys. */
@Configuration(proxyBeanMethods = false)
final class SigningConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(SigningConfiguration.class);

    @Bean
    Keyring keyring(Directories directories, SigningSettings settings, Clock clock) throws IOException {
        SigningKeyFiles files = new SigningKeyFiles(directories.keys(), settings);
        Keyring keyring = Keyring.read(files.read(clock.instant()), files.passphrase(), clock);
        keyring.choose(settings.defaultKeys());
        LOG.info("event=signing.ready keys={}", keyring.signing());
        return keyring;
    }

    @Bean
    KeyKeeper keyKeeper(
            Keyring keyring, Directories directories, SigningSettings settings, @Qualifier("disk") Scheduler disk) {
        return new KeyKeeper(keyring, new SigningKeyFiles(directories.keys(), settings), settings.look(), disk);
    }

    @Bean
    RouterFunction<ServerResponse> keyRoutes(PublicKeys keys) {
        return KeyRoutes.of(keys);
    }

    @Bean
    PublicKeys publicKeys(Keyring keyring) {
        return new PublicKeys(keyring);
    }
}
