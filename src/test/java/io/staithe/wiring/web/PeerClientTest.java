package io.staithe.wiring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.staithe.testkit.TlsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.test.StepVerifier;

/** Against a server that asks for certificates. */
final class PeerClientTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path room;

    @Test
    void aPeerIsReachedWithTheBundlesFilesAsTheyAreNow() throws IOException {
        TlsFiles peer = TlsFiles.make(room, "peer");
        TlsFiles other = TlsFiles.make(room, "other");
        var bundles = new DefaultSslBundleRegistry("peers", bundle(peer, other));
        PeerClient client = new PeerClient("peers", bundles);
        DisposableServer server = server(peer);
        try {
            failsTo(client, server, "127.0.0.1");
            bundles.updateBundle("peers", bundle(peer, peer));
            StepVerifier.create(asked(client, server, "127.0.0.1"))
                    .assertNext(status -> assertThat(status.value()).isEqualTo(200))
                    .expectComplete()
                    .verify(LIMIT);
            failsTo(client, server, "localhost");
            failsTo(new PeerClient(null, bundles), server, "127.0.0.1");
        } finally {
            server.disposeNow();
        }
    }

    private static void failsTo(PeerClient client, DisposableServer server, String host) {
        StepVerifier.create(asked(client, server, host))
                .expectError(WebClientRequestException.class)
                .verify(LIMIT);
    }

    private static Mono<HttpStatusCode> asked(PeerClient client, DisposableServer server, String host) {
        return client.get()
                .get()
                .uri("https://" + host + ":" + server.port() + "/")
                .exchangeToMono(answer -> answer.releaseBody().thenReturn(answer.statusCode()));
    }

    private static DisposableServer server(TlsFiles files) throws IOException {
        var context = SslContextBuilder.forServer(
                        files.certificate().toFile(), files.key().toFile())
                .trustManager(files.certificate().toFile())
                .clientAuth(ClientAuth.REQUIRE)
                .build();
        return HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .secure(tls -> tls.sslContext(context))
                .handle((request, response) -> response.send())
                .bindNow(LIMIT);
    }

    private static SslBundle bundle(TlsFiles own, TlsFiles trusted) {
        return SslBundle.of(
                new PemSslStoreBundle(details(own.certificate(), own.key()), details(trusted.certificate(), null)));
    }

    private static PemSslStoreDetails details(Path certificate, @Nullable Path key) {
        return new PemSslStoreDetails(null, "file:" + certificate, key == null ? null : "file:" + key);
    }
}
