package io.staithe.testkit;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer of JSON Web Tokens with keys of its own, which it shows on a port of loopback. */
public final class TestIssuer implements AutoCloseable {
    private final HttpServer server;
    private final AtomicInteger reads = new AtomicInteger();
    private volatile List<ECKey> keys = List.of(fresh());
    private volatile boolean down;

    private TestIssuer(HttpServer server) {
        this.server = server;
    }

    /** Starts one. */
    public static TestIssuer start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            TestIssuer issuer = new TestIssuer(server);
            server.createContext("/", issuer::answer);
            server.start();
            return issuer;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** What its statements call it. */
    public String name() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** How often its keys were read. */
    public int reads() {
        return reads.get();
    }

    /** Whether it answers with failures from now on. */
    public void down(boolean isDown) {
        down = isDown;
    }

    /** From now on signs with a new key, and shows no other. */
    public void rotate() {
        keys = List.of(fresh());
    }

    /** A statement for an audience, good for five minutes, with more claims. */
    public String states(String audience, Map<String, Object> claims) {
        return states(audience, Instant.now().plus(5, ChronoUnit.MINUTES), claims);
    }

    /** The same until another time. */
    public String states(String audience, Instant until, Map<String, Object> claims) {
        return signed(keys.get(0), claims(audience, until, claims));
    }

    /** The same, signed by a key that is not shown, but named like the one that is. */
    public String forged(String audience, Map<String, Object> claims) {
        try {
            ECKey other = new ECKeyGenerator(Curve.P_256)
                    .keyID(keys.get(0).getKeyID())
                    .generate();
            return signed(other, claims(audience, Instant.now().plusSeconds(300), claims));
        } catch (JOSEException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** The same, not signed at all. */
    public String unsigned(String audience, Map<String, Object> claims) {
        return new PlainJWT(claims(audience, Instant.now().plusSeconds(300), claims)).serialize();
    }

    /** The same, with the public key taken for a shared secret. */
    public String confused(String audience, Map<String, Object> claims) {
        try {
            ECKey key = keys.get(0);
            SignedJWT statement = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims(audience, Instant.now().plusSeconds(300), claims));
            statement.sign(new MACSigner(key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
            return statement.serialize();
        } catch (JOSEException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private JWTClaimsSet claims(String audience, Instant until, Map<String, Object> more) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(name())
                .audience(audience)
                .issueTime(Date.from(until.minusSeconds(600)))
                .expirationTime(Date.from(until));
        more.forEach(claims::claim);
        return claims.build();
    }

    private static String signed(ECKey key, JWTClaimsSet claims) {
        try {
            SignedJWT statement = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .type(JOSEObjectType.JWT)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            statement.sign(new ECDSASigner(key));
            return statement.serialize();
        } catch (JOSEException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static ECKey fresh() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyID(UUID.randomUUID().toString())
                    .generate();
        } catch (JOSEException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = path.equals("/jwks")
                ? new JWKSet(new ArrayList<>(keys)).toString(true)
                : "{\"issuer\":\"" + name() + "\",\"jwks_uri\":\"" + name() + "/jwks\"}";
        reads.addAndGet(path.equals("/jwks") ? 1 : 0);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(down ? 500 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
