package io.staithe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What is dropped or removed while an audit looks is not missing. */
final class AuditMeanwhileTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String KEY = "Pamd64 hello 1.0 daf8fcecbf8210ad";
    private static final String SHA256 = "ab".repeat(32);
    private static final String RECEIPT = "1-1-" + SHA256;
    private static final String LOG = "/v1/repositories/main/revisions?limit=1000&after=";

    private final Map<String, Deque<Object>> answers = new ConcurrentHashMap<>();
    private KeyPair keys;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aPackageThatIsRemovedHasNoBytes() throws GeneralSecurityException {
        Map<String, Object> added = row(1, "0".repeat(64), "+" + KEY + " sha256:" + SHA256 + "\n");
        tells("/api/repos", named("main"));
        tells(LOG + 0, List.of(added));
        tells(LOG + 1, List.of(), List.of(), List.of(row(2, String.valueOf(added.get("hash")), "-" + KEY + "\n")));
        tells(LOG + 2, List.of());
        tells("/api/repos/main/packages", List.of(KEY));
        tells("/v1/receipts/" + RECEIPT, signed("id " + RECEIPT + "\n"));
        assertThat(findings()).isEmpty();
    }

    @Test
    void aRepositoryThatIsDroppedHasNoLog() {
        tells("/api/repos", named("main"), List.of());
        assertThat(findings()).isEmpty();
    }

    private List<String> findings() {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new Audit(new Server(Secret.none(address)), keys.getPublic())
                .run(List.of(), List.of())
                .findings();
    }

    /** Answers one after the other, the last one from then on. */
    private void tells(String path, Object... bodies) {
        answers.put(path, new ArrayDeque<>(List.of(bodies)));
    }

    private void answer(HttpExchange exchange) throws IOException {
        Deque<Object> told = answers.get(exchange.getRequestURI().toString());
        if (told == null) {
            exchange.sendResponseHeaders(404, -1);
        } else {
            Object body = told.size() > 1 ? told.remove() : told.element();
            byte[] bytes = JSON.writeValueAsBytes(body);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private Map<String, Object> signed(String statement) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(keys.getPrivate());
        signature.update(statement.getBytes(StandardCharsets.UTF_8));
        String text = Base64.getEncoder().encodeToString(signature.sign());
        return Map.of("statement", statement, "signature", text, "shownBy", List.of());
    }

    private static List<Map<String, String>> named(String repository) {
        return List.of(Map.of("Name", repository));
    }

    private static Map<String, Object> row(long number, String previous, String change)
            throws GeneralSecurityException {
        String text = String.join("\n", "1", Long.toString(number), "0", "7", "2", "ci", change);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(HexFormat.of().parseHex(previous));
        String hash = HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        return Map.of(
                "repositoryId",
                1,
                "number",
                number,
                "atMicros",
                0,
                "task",
                7,
                "caller",
                "ci",
                "change",
                change,
                "previousHash",
                previous,
                "hash",
                hash);
    }
}
