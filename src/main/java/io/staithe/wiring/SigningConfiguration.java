package io.staithe.wiring;

import io.staithe.openpgp.Keyring;
import io.staithe.publish.PublicKeys;
import java.io.IOException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The signing keys. */
@Configuration(proxyBeanMethods = false)
final class SigningConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(SigningConfiguration.class);

    @Bean
    Keyring keyring(Directories directories, SigningSettings settings, Clock clock) throws IOException {
        SigningKeyFiles files = new SigningKeyFiles(directories.keys(), settings);
        Keyring keyring = Keyring.read(files.read(clock.instant()), files.passphrase(), clock);
        LOG.info("event=signing.ready keys={}", keyring.signing());
        return keyring;
    }

    @Bean
    PublicKeys publicKeys(Keyring keyring) {
        return new PublicKeys(keyring);
    }
}
