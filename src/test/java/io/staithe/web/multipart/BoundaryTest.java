package io.staithe.web.multipart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.core.io.buffer.NettyDataBufferFactory;

/** {@link Boundary} finds what a plain search finds, in buffers of one piece and of several. */
final class BoundaryTest {
    private static final int ROUNDS = 200;

    private final NettyDataBufferFactory network = new NettyDataBufferFactory(UnpooledByteBufAllocator.DEFAULT);

    /** Boundaries whose last byte comes once, and whose last byte comes again. */
    @ParameterizedTest
    @ValueSource(strings = {"XyZ", "Z", "aaaa", "abcabc", "----WebKitFormBoundary7MA4YWxkTrZu0gW", "-"})
    void theFirstDelimiterIsFound(String name) {
        Boundary boundary = Boundary.of("multipart/form-data; boundary=" + name);
        Random random = new Random(name.hashCode());
        for (int round = 0; round < ROUNDS; round++) {
            String text = text(name, random);
            int start = random.nextInt(5);
            int expected = text.indexOf("\r\n--" + name, start);
            assertThat(boundary.find(heap(text, start))).as(text).isEqualTo(expected);
            assertThat(boundary.find(pieces(text, start, random))).as(text).isEqualTo(expected);
        }
    }

    private static DataBuffer heap(String text, int start) {
        return DefaultDataBufferFactory.sharedInstance
                .wrap(text.getBytes(ISO_8859_1))
                .readPosition(start);
    }

    private DataBuffer pieces(String text, int start, Random random) {
        int cut = random.nextInt(text.length());
        return network.wrap(Unpooled.wrappedBuffer(
                        text.substring(0, cut).getBytes(ISO_8859_1),
                        text.substring(cut).getBytes(ISO_8859_1)))
                .readPosition(start);
    }

    private static String text(String name, Random random) {
        String[] pieces = {"\r\n--" + name, "\r\n--", name, name.substring(name.length() - 1), "\r", "-", "q", "\u00ff"
        };
        StringBuilder text = new StringBuilder("start");
        for (int i = 0; i < random.nextInt(12); i++) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }
}
