package io.staithe.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A shared cache between machines and an archive, as RFC 9111 has it: what the archive calls immutable is kept and
 * never asked for again, everything else is kept and asked for again each time by its validators; parts of a file come
 * from the archive. Few connections to the archive serve all machines. One answer can be cut in its middle.
 */
public final class CachingProxy implements AutoCloseable {
    private static final int NO_BODY = -1;
    private static final List<String> PASSED_ON = List.of("Range", "If-Range");
    private static final List<String> PASSED_BACK =
            List.of("Last-Modified", "ETag", "Cache-Control", "Content-Type", "Content-Range", "Accept-Ranges");

    private final HttpServer door;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<URI, HttpResponse<byte[]>> kept = new ConcurrentHashMap<>();
    private final AtomicInteger hits = new AtomicInteger();
    private final AtomicBoolean cut = new AtomicBoolean();

    /** A proxy on a free port of the loopback interface. */
    public CachingProxy() throws IOException {
        door = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        door.setExecutor(threads);
        door.createContext("/", this::answer);
        door.start();
    }

    /** Its address, as a client's settings name it. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + door.getAddress().getPort());
    }

    /** How many answers it gave without asking the archive. */
    public int hits() {
        return hits.get();
    }

    /** Closes the connection in the middle of the next body. */
    public void cutNext() {
        cut.set(true);
    }

    @Override
    public void close() {
        door.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            reply(exchange, found(exchange));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<byte[]> found(HttpExchange exchange) throws IOException, InterruptedException {
        URI uri = exchange.getRequestURI();
        HttpResponse<byte[]> before = exchange.getRequestHeaders().containsKey("Range") ? null : kept.get(uri);
        if (before != null && header(before, "Cache-Control").contains("immutable")) {
            hits.incrementAndGet();
            return before;
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Via", "1.1 proxy");
        if (before != null) {
            request.header("If-None-Match", header(before, "ETag"));
        }
        PASSED_ON.stream()
                .filter(exchange.getRequestHeaders()::containsKey)
                .forEach(name ->
                        request.header(name, exchange.getRequestHeaders().getFirst(name)));
        HttpResponse<byte[]> now = http.send(request.build(), BodyHandlers.ofByteArray());
        if (before != null && now.statusCode() == 304) {
            return before;
        }
        if (now.statusCode() == 200) {
            kept.put(uri, now);
        }
        return now;
    }

    private void reply(HttpExchange exchange, HttpResponse<byte[]> answer) throws IOException {
        PASSED_BACK.forEach(name -> answer.headers()
                .firstValue(name)
                .ifPresent(value -> exchange.getResponseHeaders().set(name, value)));
        String seen = exchange.getRequestHeaders().getFirst("If-Modified-Since");
        if (seen != null && seen.equals(header(answer, "Last-Modified"))) {
            exchange.sendResponseHeaders(304, NO_BODY);
            return;
        }
        byte[] body = answer.body();
        exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? NO_BODY : body.length);
        OutputStream out = exchange.getResponseBody();
        out.write(body, 0, cut.getAndSet(false) ? body.length / 2 : body.length);
        out.flush();
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
