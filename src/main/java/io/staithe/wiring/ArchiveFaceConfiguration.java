package io.staithe.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.access.audit.Audit;
import io.staithe.pool.Pool;
import io.staithe.publish.ArchiveView;
import io.staithe.publish.Archives;
import io.staithe.publish.PublicKeys;
import io.staithe.publish.Publications;
import io.staithe.publish.SignedUrls;
import io.staithe.publish.Upkeep;
import io.staithe.web.archive.ArchiveRoutes;
import io.staithe.web.rest.SignedUrlHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The face that apt sees. */
@Configuration(proxyBeanMethods = false)
final class ArchiveFaceConfiguration {
    private static final String URL_KEY = "signed-urls.key";
    private static final int URL_KEY_BYTES = 32;

    /** Its threads are no bean: Spring would take them for its own work. They end when they are idle. */
    @Bean
    ArchiveRoutes.Reading archiveReading(
            Archives archives, Upkeep upkeep, SchedulerSettings settings, MeterRegistry registry, Pool pool) {
        return new ArchiveRoutes.Reading(
                archives,
                upkeep,
                BoundedScheduler.executor("download", settings.diskThreads(), settings.queued(), registry),
                pool);
    }

    @Bean
    RouterFunction<ServerResponse> archiveRoutes(
            ArchiveRoutes.Reading reading,
            PublicKeys keys,
            Publications publications,
            Clock clock,
            GatewaySettings settings) {
        return ArchiveRoutes.of(reading, keys, publications, clock, settings.address());
    }

    @Bean
    SignedUrls signedUrls(
            Publications publications, ArchiveView view, Directories directories, Clock clock, Audit audit)
            throws IOException {
        Path file = directories.keys().resolve(URL_KEY);
        if (Files.notExists(file)) {
            byte[] key = new byte[URL_KEY_BYTES];
            new SecureRandom().nextBytes(key);
            SecretFile.make(file, key);
        }
        return new SignedUrls(publications, view, Files.readAllBytes(file), clock, audit);
    }

    @Bean
    RouterFunction<ServerResponse> signedRoutes(ArchiveRoutes.Reading reading, SignedUrls urls, Clock clock) {
        return ArchiveRoutes.signed(reading, urls, clock);
    }

    @Bean
    RouterFunction<ServerResponse> signingOfUrls(SignedUrls urls, GatewaySettings settings) {
        return new SignedUrlHandler(urls, settings.address()).routes();
    }
}
