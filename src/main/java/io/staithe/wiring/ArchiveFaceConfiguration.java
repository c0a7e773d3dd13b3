package io.staithe.wiring;

import io.staithe.publish.Archives;
import io.staithe.publish.PublicKeys;
import io.staithe.publish.Publications;
import io.staithe.web.archive.ArchiveRoutes;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The face that apt sees. */
@Configuration(proxyBeanMethods = false)
final class ArchiveFaceConfiguration {
    @Bean
    RouterFunction<ServerResponse> archiveRoutes(
            Archives archives,
            PublicKeys keys,
            Publications publications,
            Clock clock,
            @Value("${staithe.public-url:#{null}}") Optional<URI> publicUrl) {
        return ArchiveRoutes.of(archives, keys, publications, clock, publicUrl);
    }
}
