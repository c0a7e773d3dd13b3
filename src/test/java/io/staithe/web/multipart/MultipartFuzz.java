package io.staithe.web.multipart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.staithe.fault.Refused;
import io.staithe.testkit.Bodies;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Forms: the same comes of them however they are cut, and no buffer is left. The first byte says how they are cut. */
class MultipartFuzz {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String TYPE = "multipart/form-data; boundary=XyZ";
    private static final MultipartForm FORM = new MultipartForm(new MultipartLimits(5, 512, 256));

    static Stream<byte[]> seeds() {
        String file = "--XyZ\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.deb\"\r\n\r\none\r\n";
        String named = "--XyZ\r\nContent-Disposition: form-data; filename*=UTF-8''%c3%a9\r\nX: y\r\n\r\n\r\n--Xy\r\n";
        String field = "--XyZ\r\nContent-Disposition: form-data; name=c\r\n\r\nno file\r\n";
        return Stream.of("\7" + file + field + named + "--XyZ--\r\nend", "\1preamble\r\n" + file + file + "--XyZ--")
                .map(text -> text.getBytes(ISO_8859_1));
    }

    @MethodSource("seeds")
    @FuzzTest
    void theResultIsBlindToHowTheFormWasCut(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] body = new byte[input.length - 1];
        System.arraycopy(input, 1, body, 0, body.length);
        int size = 1 + (input[0] & 0x3f);

        assertThat(outcome(body, size)).isEqualTo(outcome(body, Math.max(1, body.length)));
    }

    private static String outcome(byte[] body, int size) {
        Bodies bodies = new Bodies();
        String outcome = FORM.files(TYPE, bodies.of(body, size))
                .concatMap(file -> text(file.content()).map(text -> file.fileName() + "=" + text))
                .collectList()
                .map(Objects::toString)
                .onErrorResume(Refused.class, refused -> Mono.just(String.valueOf(refused.code())))
                .block(LIMIT);
        assertThat(bodies.leaked()).isEmpty();
        return Objects.requireNonNull(outcome);
    }

    private static Mono<String> text(Flux<DataBuffer> content) {
        return content.map(buffer -> {
                    String text = buffer.toString(ISO_8859_1);
                    DataBufferUtils.release(buffer);
                    return text;
                })
                .reduce("", String::concat);
    }
}
