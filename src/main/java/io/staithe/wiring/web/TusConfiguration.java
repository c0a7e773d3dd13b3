package io.staithe.wiring.web;

import io.netty.channel.ChannelOption;
import io.staithe.intake.UploadLimits;
import io.staithe.library.arrival.ResumableUploads;
import io.staithe.web.tus.Forwarding;
import io.staithe.web.tus.TusHandler;
import io.staithe.web.tus.TusRoutes;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.netty.http.client.HttpClient;

/** The face of uploads that come in pieces. */
@Configuration(proxyBeanMethods = false)
final class TusConfiguration {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** After the last byte of a request: digests after a restart may take minutes, and a sender may wait for ten. */
    private static final Duration ANSWER = Duration.ofMinutes(20);

    @Bean
    Forwarding forwarding() {
        HttpClient client = HttpClient.create()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(CONNECT.toMillis()))
                .responseTimeout(ANSWER);
        return new Forwarding(WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(client))
                .build());
    }

    @Bean
    RouterFunction<ServerResponse> tusRoutes(ResumableUploads uploads, Forwarding forwarding, UploadLimits limits) {
        return TusRoutes.of(new TusHandler(uploads, forwarding, limits.body().maxBytes()));
    }
}
