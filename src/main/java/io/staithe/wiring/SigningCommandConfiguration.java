package io.staithe.wiring;

import io.staithe.openpgp.OutsideKeys;
import io.staithe.publish.keys.KeyStore;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A program that signs, where one is set. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("staithe.signing.command.certificates")
final class SigningCommandConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(SigningCommandConfiguration.class);

    @Bean
    OutsideKeys outsideKeys(SigningCommandSettings settings, Clock clock) throws IOException {
        byte[] certificates = Files.readAllBytes(Objects.requireNonNull(settings.certificates()));
        OutsideKeys keys = new OutsideKeys(certificates, settings.commands(), clock);
        LOG.info(
                "event=signing.ready keys={} command={}",
                keys.signing(),
                settings.clearSign().get(0));
        return keys;
    }

    @Bean
    KeyStore keyStore() {
        return new KeysElsewhere();
    }
}
