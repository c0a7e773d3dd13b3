package io.staithe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.staithe.testkit.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a push does with a server that is busy, breaks off or refuses, played by one with a script. */
final class PushTest {
    private static final int LARGE = 9 * 1024 * 1024;

    @TempDir
    private Path directory;

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<Integer> script = new ArrayList<>();
    private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();
    private HttpServer server;
    private long whole;
    private boolean shrinks;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::play);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aBusyServerIsAskedAgain() throws IOException {
        script.add(503);
        script.add(429);
        assertThat(push(file(100)).end()).isEqualTo(Pushed.End.DONE);
        assertThat(calls).containsExactly("PUT digest", "PUT digest", "PUT digest", "PUT 100");
    }

    @Test
    void whatTheServerDoesNotWantIsNotSentTwice() throws IOException {
        script.add(422);
        Pushed pushed = push(file(100));
        assertThat(pushed.end()).isEqualTo(Pushed.End.REFUSED);
        assertThat(pushed.message()).isEqualTo("refused: no good (422)");
        assertThat(calls).hasSize(1);
    }

    @Test
    void aServerThatStaysBusyIsGivenUp() throws IOException {
        for (int at = 0; at < 50; at++) {
            script.add(503);
        }
        Pushed pushed = push(file(100));
        assertThat(pushed.end()).isEqualTo(Pushed.End.UNANSWERED);
        assertThat(pushed.message()).isEqualTo("given up: no good (503)");
    }

    @Test
    void aServerThatGetsNoFurtherIsGivenUp() throws IOException {
        for (int at = 0; at < 500; at++) {
            script.add(202);
        }
        Pushed pushed = push(file(100));
        assertThat(pushed.end()).isEqualTo(Pushed.End.UNANSWERED);
        assertThat(pushed.message()).contains("has not made it added yet");
        assertThat(calls).hasSizeBetween(100, 140);
    }

    @Test
    void aFileThatChangedMeanwhileIsRefusedAtOnce() throws IOException {
        byte[] file = file(LARGE);
        shrinks = true;
        script.addAll(List.of(0, 0, -4_000_000));
        Pushed pushed = push(file);
        assertThat(pushed.end()).isEqualTo(Pushed.End.REFUSED);
        assertThat(pushed.message()).isEqualTo("refused: the file changed while it was pushed");
        assertThat(calls).containsExactly("PUT digest", "POST", "PATCH 0");
    }

    @Test
    void aLargeFileGoesOnWhereItWas() throws IOException {
        byte[] file = file(LARGE);
        script.add(0);
        script.add(0);
        script.add(-4_000_000);
        assertThat(push(file).end()).isEqualTo(Pushed.End.DONE);
        assertThat(Sha256.hex(arrived.toByteArray())).isEqualTo(Sha256.hex(file));
        assertThat(calls)
                .containsExactly("PUT digest", "POST", "PATCH 0", "PUT digest", "HEAD", "PATCH 4000000", "PUT digest");
        assertThat(Files.list(directory.resolve("known"))).isEmpty();
    }

    @Test
    void aSessionIsKnownToTheNextRun() throws IOException {
        byte[] file = file(LARGE);
        script.add(0);
        script.add(0);
        script.add(-5_000_000);
        for (int at = 0; at < 50; at++) {
            script.add(503);
        }
        assertThat(push(file).end()).isEqualTo(Pushed.End.UNANSWERED);
        script.clear();
        assertThat(push(file).end()).isEqualTo(Pushed.End.DONE);
        assertThat(Sha256.hex(arrived.toByteArray())).isEqualTo(Sha256.hex(file));
        assertThat(calls).containsOnlyOnce("POST").endsWith("HEAD", "PATCH 5000000", "PUT digest");
    }

    @Test
    void whatIsRefusedBeforeItsBytesIsRefused() throws IOException {
        script.add(0);
        script.add(400);
        Pushed pushed = push(file(100));
        assertThat(pushed.message()).isEqualTo("refused: no good (400)");
        assertThat(calls).containsExactly("PUT digest", "PUT 100");
    }

    @Test
    void anOddAnswerEndsNoSession() throws IOException {
        byte[] file = file(LARGE);
        script.addAll(List.of(0, 0, -4_000_000, 0, 409, 0, 0, 500));
        assertThat(push(file).end()).isEqualTo(Pushed.End.DONE);
        assertThat(Sha256.hex(arrived.toByteArray())).isEqualTo(Sha256.hex(file));
        assertThat(calls).containsOnlyOnce("POST");
    }

    @Test
    void aSessionThatMayReplaceIsNotUsedByAPushThatMayNot() {
        KnownSessions known = new KnownSessions(directory.resolve("known"));
        URI address = URI.create("http://127.0.0.1/");
        known.remember(new Destination(address, "main", "added", true), "abc", address);
        assertThat(known.find(new Destination(address, "main", "added", true), "abc"))
                .contains(address);
        assertThat(known.find(new Destination(address, "main", "added", false), "abc"))
                .isEmpty();
    }

    private byte[] file(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private Pushed push(byte[] bytes) throws IOException {
        Path path = Files.write(directory.resolve("hello.deb"), bytes);
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        whole = bytes.length;
        long[] clock = new long[1];
        Push push = new Push(
                new Uplink(Secret.none(address)),
                new Destination(address, "main", "added", false),
                new KnownSessions(directory.resolve("known")),
                () -> new Retries(Duration.ofMinutes(1), () -> clock[0], pause -> clock[0] += pause.toNanos()));
        return push.push(LocalFile.of(path));
    }

    /**
     * The script says a status, or minus the bytes after which the connection breaks; 0 and nothing is what is right.
     */
    private void play(HttpExchange exchange) throws IOException {
        int line = script.isEmpty() ? 0 : script.remove(0);
        String method = exchange.getRequestMethod();
        boolean isAdoption = String.valueOf(exchange.getRequestURI().getQuery()).contains("digest=sha256:");
        calls.add(method + detail(exchange, isAdoption));
        if (line > 0) {
            answer(exchange, line, "{\"type\": \"/problems/bad\", \"detail\": \"no good\"}");
        } else if (method.equals("HEAD")) {
            exchange.getResponseHeaders().add("Upload-Offset", Integer.toString(arrived.size()));
            exchange.sendResponseHeaders(200, -1);
        } else if (method.equals("POST")) {
            exchange.getResponseHeaders().add("Location", "/v1/uploads/7");
            exchange.sendResponseHeaders(201, -1);
        } else if (line < 0) {
            arrived.write(exchange.getRequestBody().readNBytes(-line));
            exchange.getResponseBody();
            if (shrinks) {
                Files.write(directory.resolve("hello.deb"), new byte[1]);
            }
            throw new IOException("breaks off");
        } else {
            arrived.write(exchange.getRequestBody().readAllBytes());
            end(exchange, method, isAdoption);
        }
        exchange.close();
    }

    private void end(HttpExchange exchange, String method, boolean isAdoption) throws IOException {
        if (isAdoption && arrived.size() < whole) {
            answer(exchange, 404, "{\"type\": \"/problems/unknown-bytes\"}");
        } else if (method.equals("PATCH")) {
            exchange.sendResponseHeaders(204, -1);
        } else {
            String sha256 = Sha256.hex(arrived.toByteArray());
            answer(exchange, 201, "{\"statement\": \"s\", \"repository\": \"main\", \"sha256\": \"" + sha256 + "\"}");
        }
    }

    private static String detail(HttpExchange exchange, boolean isAdoption) {
        return switch (exchange.getRequestMethod()) {
            case "PATCH" -> " " + exchange.getRequestHeaders().getFirst("Upload-Offset");
            case "PUT" ->
                isAdoption ? " digest" : " " + exchange.getRequestHeaders().getFirst("Content-Length");
            default -> "";
        };
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
