package io.staithe.wiring;

import io.staithe.archive.OpenPgpKeys;
import io.staithe.fault.Refused;
import io.staithe.openpgp.Keyring;
import io.staithe.publish.PublicKeys;
import io.staithe.publish.keys.KeyStore;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Scheduler;

/** The signing keys. */
@Configuration(proxyBeanMethods = false)
final class SigningConfiguration {
    /** What makes these beans superfluous; the name of a file, which is never this. */
    private static final String ELSEWHERE = "staithe.signing.command.certificates";

    private static final String NOWHERE = "none";
    private static final Logger LOG = LoggerFactory.getLogger(SigningConfiguration.class);

    @Bean
    @ConditionalOnProperty(name = ELSEWHERE, havingValue = NOWHERE, matchIfMissing = true)
    Keyring keyring(Directories directories, SigningSettings settings, Clock clock) throws IOException {
        SigningKeyFiles files = new SigningKeyFiles(directories.keys(), settings);
        char[] passphrase = files.passphrase();
        Keyring keyring = Keyring.read(files.read(clock.instant()), passphrase, clock);
        keyring.choose(settings.defaultKeys());
        files.appoint(keyring);
        judge(keyring, passphrase != null);
        LOG.info("event=signing.ready keys={}", keyring.signing());
        return keyring;
    }

    /**
     * A passphrase that is wrong, or left out, would show only when the next publish fails, or signs with another key.
     */
    private static void judge(Keyring keyring, boolean hasPassphrase) {
        List<String> locked = keyring.lockedDefaults();
        if (hasPassphrase && !locked.isEmpty()) {
            throw new Refused(
                    StartFault.SIGNING_PASSPHRASE,
                    "the passphrase of staithe.signing does not unlock " + locked
                            + ", which signs by default: correct staithe.signing.passphrase-file (its first line counts)"
                            + " or staithe.signing.passphrase, or choose other keys by staithe.signing.default-keys");
        }
        if (!locked.isEmpty()) {
            LOG.warn("event=signing.locked keys={} missing=staithe.signing.passphrase-file", locked);
        }
        if (hasPassphrase && !keyring.plain().isEmpty()) {
            LOG.warn("event=signing.plain keys={} reason=\"no passphrase in their files\"", keyring.plain());
        }
    }

    @Bean
    @ConditionalOnProperty(name = ELSEWHERE, havingValue = NOWHERE, matchIfMissing = true)
    KeyKeeper keyKeeper(
            Keyring keyring, Directories directories, SigningSettings settings, @Qualifier("disk") Scheduler disk) {
        return new KeyKeeper(keyring, new SigningKeyFiles(directories.keys(), settings), settings.look(), disk);
    }

    @Bean
    @ConditionalOnProperty(name = ELSEWHERE, havingValue = NOWHERE, matchIfMissing = true)
    KeyStore keyStore(Keyring keyring, Directories directories, SigningSettings settings, Clock clock) {
        return new KeyFolder(keyring, new SigningKeyFiles(directories.keys(), settings), clock);
    }

    @Bean
    PublicKeys publicKeys(OpenPgpKeys keys) {
        return new PublicKeys(keys);
    }
}
