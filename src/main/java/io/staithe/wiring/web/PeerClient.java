package io.staithe.wiring.web;

import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;

/**
 * The client by which instances reach each other: another one as soon as the files of its TLS were read again. Without
 * a bundle it trusts whom Java trusts, and shows no certificate. Safe for use by several threads.
 */
final class PeerClient implements Supplier<WebClient> {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** After the last byte of a request: digests after a restart may take minutes, and a sender may wait for ten. */
    private static final Duration ANSWER = Duration.ofMinutes(20);

    private volatile WebClient client;

    PeerClient(@Nullable String bundle, SslBundles bundles) {
        HttpClient plain = HttpClient.create()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(CONNECT.toMillis()))
                .responseTimeout(ANSWER);
        if (bundle == null) {
            client = client(plain);
        } else {
            client = client(secured(plain, bundles.getBundle(bundle)));
            bundles.addBundleUpdateHandler(bundle, updated -> client = client(secured(plain, updated)));
        }
    }

    @Override
    public WebClient get() {
        return client;
    }

    private static HttpClient secured(HttpClient plain, SslBundle bundle) {
        SslContext context = context(bundle);
        return plain.secure(tls -> tls.sslContext(context));
    }

    private static SslContext context(SslBundle bundle) {
        try {
            return SslContextBuilder.forClient()
                    .keyManager(bundle.getManagers().getKeyManagerFactory())
                    .trustManager(bundle.getManagers().getTrustManagerFactory())
                    .build();
        } catch (SSLException unfit) {
            throw new UncheckedIOException(unfit);
        }
    }

    private static WebClient client(HttpClient http) {
        return WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(http))
                .build();
    }
}
