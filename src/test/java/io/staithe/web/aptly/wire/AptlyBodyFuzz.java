package io.staithe.web.aptly.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.staithe.testkit.Verdicts;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.server.ServerRequest;

/** Bodies of aptly's calls, as JSON and as forms, read as every call reads them. */
class AptlyBodyFuzz {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Bodies BODIES = new Bodies(DataSize.ofMegabytes(1));

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "{\"Name\":\"x\",\"Label\":null,\"Architectures\":[\"amd64\"],\"Signing\":{\"Skip\":true,"
                                + "\"GpgKey\":\"a,b\"},\"Sources\":[{\"Component\":\"main\",\"Name\":\"x\"}]}",
                        "[{\"Component\":\"main\",\"Name\":\"x\"}]",
                        "Name=a+b%2Bc&Skip=1&Architectures=amd64&Architectures=i386&Comment=",
                        "{\"Name\":1e999999999,\"a\":\"\\ud800\"}")
                .map(text -> text.getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void aBodyIsTakenOrRefused(byte[] body) throws Exception {
        Verdicts.isTaken(() -> readAll(
                BODIES.fields(request("application/json", body), "params").block(LIMIT)));
        Verdicts.isTaken(() -> readAll(BODIES.fields(request("application/x-www-form-urlencoded", body), "params")
                .block(LIMIT)));
        Verdicts.isTaken(() -> {
            for (Fields element :
                    BODIES.list(request("application/json", body), "params").block(LIMIT)) {
                readAll(element);
            }
        });
    }

    private static void readAll(Fields fields) throws Exception {
        Verdicts.isTaken(() -> PublishFields.change(fields));
        Verdicts.isTaken(() -> fields.requiredText("Name"));
        Verdicts.isTaken(() -> fields.texts("Architectures"));
        Verdicts.isTaken(() -> {
            for (Fields source : fields.requiredObjects("Sources")) {
                source.requiredText("Component");
                source.text("Name", "");
            }
        });
    }

    private static ServerRequest request(String contentType, byte[] body) {
        MockServerHttpRequest request = MockServerHttpRequest.post("/api/repos")
                .header("Content-Type", contentType)
                .body(new String(body, UTF_8));
        return ServerRequest.create(MockServerWebExchange.from(request), List.of());
    }
}
