package io.staithe.web.tus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.staithe.testkit.Verdicts;
import io.staithe.web.DigestHeaders;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.function.server.ServerRequest;

/** The headers of uploads in pieces, and those that announce digests: one value a line, in the order of the names. */
class TusHeadersFuzz {
    private static final List<String> NAMES = List.of(
            UploadMetadata.HEADER,
            PieceHeaders.OFFSET,
            PieceHeaders.CHECKSUM,
            "Repr-Digest",
            "Content-MD5",
            "X-Checksum-Sha256",
            "Content-Type");

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "filename aGVsbG8uZGVi,repository cmVwbw==,replace\n0\nsha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=\n"
                                + "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:,x=:YQ==:\n"
                                + "1B2M2Y8AsgTpgAmY7PhCfg==\n" + "a".repeat(64) + "\napplication/offset+octet-stream",
                        "a,a\n-1\nmd5 x\nsha-256=x\n=\n0\n*/*")
                .map(text -> text.getBytes(ISO_8859_1));
    }

    @MethodSource("seeds")
    @FuzzTest
    void headersAreTakenOrRefused(byte[] input) throws Exception {
        ServerRequest request = request(new String(input, ISO_8859_1).split("\n", -1));

        Verdicts.isTaken(() -> {
            UploadMetadata metadata = UploadMetadata.of(request);
            assertThat(metadata.text()).doesNotContain("\n", "\r");
            metadata.required("filename");
        });
        Verdicts.isTaken(() -> DigestHeaders.of(request));
        Verdicts.isTaken(() ->
                assertThat(PieceHeaders.number(request, PieceHeaders.OFFSET)).isNotNegative());
        Verdicts.isTaken(() -> PieceHeaders.piece(request, 0));
    }

    private static ServerRequest request(String... values) {
        MockServerHttpRequest.BodyBuilder builder = MockServerHttpRequest.patch("/v1/uploads/x");
        for (int at = 0; at < Math.min(values.length, NAMES.size()); at++) {
            builder.header(NAMES.get(at), values[at].replace("\r", "").replace("\0", ""));
        }
        return ServerRequest.create(MockServerWebExchange.from(builder), List.of());
    }
}
