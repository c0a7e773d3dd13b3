package io.staithe.wiring.web;

import io.staithe.intake.UploadLimits;
import io.staithe.library.arrival.ResumableUploads;
import io.staithe.web.tus.Forwarding;
import io.staithe.web.tus.TusHandler;
import io.staithe.web.tus.TusRoutes;
import io.staithe.wiring.InstanceSettings;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The face of uploads that come in pieces. */
@Configuration(proxyBeanMethods = false)
final class TusConfiguration {
    @Bean
    Forwarding forwarding(InstanceSettings instance, SslBundles bundles) {
        return new Forwarding(new PeerClient(instance.sslBundle(), bundles));
    }

    @Bean
    RouterFunction<ServerResponse> tusRoutes(ResumableUploads uploads, Forwarding forwarding, UploadLimits limits) {
        return TusRoutes.of(new TusHandler(uploads, forwarding, limits.body().maxBytes()));
    }
}
