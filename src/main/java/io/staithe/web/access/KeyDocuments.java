package io.staithe.web.access;

import java.net.URI;
import java.time.Duration;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the key sets of issuers over HTTP: documents of 256 KiB at most, no redirects, proxies as the JVM is told. */
public final class KeyDocuments {
    private static final String CONFIGURATION = "/.well-known/openid-configuration";
    private static final JsonMapper JSON = new JsonMapper();

    private final WebClient client;
    private final Duration patience;

    /**
     * Reads over connections of this pool.
     *
     * @param patience for one document
     */
    public KeyDocuments(ConnectionProvider connections, Duration patience) {
        this.client = WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(
                        HttpClient.create(connections).proxyWithSystemProperties()))
                .build();
        this.patience = patience;
    }

    /** The document behind an address, read at each subscription. */
    public Mono<String> at(URI address) {
        return client.get().uri(address).retrieve().bodyToMono(String.class).timeout(patience);
    }

    /**
     * The key set that an issuer names in its configuration (OpenID Connect Discovery 1.0 §4), which must be its own.
     */
    public Mono<String> of(String issuer) {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        return at(URI.create(base + CONFIGURATION))
                .map(text -> named(issuer, JSON.readTree(text)))
                .flatMap(this::at);
    }

    private static URI named(String issuer, JsonNode configuration) {
        if (!configuration.path("issuer").asString("").equals(issuer)) {
            throw new IllegalStateException("the configuration is of another issuer");
        }
        return checked(URI.create(configuration.path("jwks_uri").asString("")));
    }

    /** An address whose answer nobody between can forge: of https, or of this machine. */
    public static URI checked(URI address) {
        boolean isOurs = "http".equals(address.getScheme())
                && ("127.0.0.1".equals(address.getHost()) || "localhost".equals(address.getHost()));
        if (address.getHost() == null || !("https".equals(address.getScheme()) || isOurs)) {
            throw new IllegalArgumentException("'" + address + "' must be https:// with a host");
        }
        return address;
    }
}
