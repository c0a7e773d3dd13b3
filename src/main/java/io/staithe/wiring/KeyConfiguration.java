package io.staithe.wiring;

import io.staithe.access.audit.Audit;
import io.staithe.archive.OpenPgpKeys;
import io.staithe.publish.PublicKeys;
import io.staithe.publish.PublicationStore;
import io.staithe.publish.keys.KeyStore;
import io.staithe.publish.keys.SigningKeys;
import io.staithe.queue.KeyedActs;
import io.staithe.web.rest.KeyHandler;
import io.staithe.web.rest.KeyRoutes;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.scheduler.Scheduler;

/** Signing keys as administrators see them. */
@Configuration(proxyBeanMethods = false)
final class KeyConfiguration {
    @Bean
    SigningKeys signingKeys(
            OpenPgpKeys keys,
            KeyStore store,
            PublicationStore publications,
            Audit audit,
            @Qualifier("crypto") Scheduler crypto) {
        return new SigningKeys(keys, store, publications, audit, crypto);
    }

    @Bean
    RouterFunction<ServerResponse> keyRoutes(PublicKeys keys, SigningKeys signingKeys, KeyedActs acts) {
        return KeyRoutes.of(new KeyHandler(keys, signingKeys, acts));
    }
}
