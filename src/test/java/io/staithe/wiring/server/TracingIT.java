package io.staithe.wiring.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import io.staithe.testkit.RunningStaithe;
import io.staithe.testkit.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Traces: sent where the settings say, named by log lines and exemplars. */
final class TracingIT {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("io.staithe.intake");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @TempDir
    private Path data;

    private HttpServer collector;

    @BeforeEach
    void listen() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
    }

    @AfterEach
    void stop() {
        collector.stop(0);
        LOGGER.detachAppender(lines);
    }

    @Test
    void aRequestIsTracedAndLogLinesAndExemplarsNameItsTrace() {
        Map<String, String> settings = Map.of(
                "staithe.tracing.url",
                "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces",
                "management.opentelemetry.tracing.export.schedule-delay",
                "50ms");
        try (RunningStaithe server = RunningStaithe.start(TestDatabase.fresh(), data, settings)) {
            // The start of the server makes the log anew.
            lines.start();
            LOGGER.addAppender(lines);
            HttpRequest upload = HttpRequest.newBuilder(server.address().resolve("/api/files/traced/x"))
                    .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                    .PUT(BodyPublishers.ofString("bytes"))
                    .build();
            assertThat(answer(upload).statusCode()).isEqualTo(200);

            String bytes = new String(HexFormat.of().parseHex(TRACE), ISO_8859_1);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(received)
                            .anySatisfy(body -> assertThat(body).contains(bytes, "staithe")));
            assertThat(lines.list)
                    .filteredOn(line -> line.getKeyValuePairs() != null)
                    .anySatisfy(line -> assertThat(line.getMDCPropertyMap()).containsEntry("traceId", TRACE));
            HttpRequest scrape = HttpRequest.newBuilder(server.management().resolve("/actuator/prometheus"))
                    .header("Accept", "application/openmetrics-text")
                    .build();
            assertThat(answer(scrape).body().lines())
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("staithe_intake_upload_duration_seconds_bucket")
                            .contains("trace_id=\"" + TRACE));
        }
    }

    private static HttpResponse<String> answer(HttpRequest request) {
        return HTTP.sendAsync(request, BodyHandlers.ofString()).join();
    }
}
