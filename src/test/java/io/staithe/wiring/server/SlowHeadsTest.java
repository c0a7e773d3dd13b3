package io.staithe.wiring.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlowHeadsTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final String HEAD = "PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n";

    private final SlowHeads slowHeads = new SlowHeads(LONGEST);
    private final EmbeddedChannel channel = new EmbeddedChannel(slowHeads.bytes(), new HttpRequestDecoder(), slowHeads);

    @BeforeEach
    void holdTheClock() {
        channel.freezeTime();
    }

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    @Test
    void anotherByteNowAndThenDoesNotHelp() {
        for (int at = 0; at < 29; at++) {
            comes(HEAD.substring(at, at + 1));
            passes(1);
        }
        assertThat(channel.isOpen()).isTrue();
        comes("x");
        passes(1);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void bodiesAndSilenceAreForOthersToBound() {
        passes(40);
        comes(HEAD);
        passes(40);
        comes("12");
        passes(40);
        comes("345");
        passes(40);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void theNextHeadHasTimeOfItsOwn() {
        comes("GET / HTTP/1.1\r\nHost: localhost\r\n");
        passes(29);
        comes("\r\n");
        answers();
        comes("G");
        passes(29);
        assertThat(channel.isOpen()).isTrue();
        passes(1);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void anEmptyLineAfterABodyBeginsNothing() {
        comes(HEAD + "12345");
        answers();
        comes("\r\n");
        passes(40);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void anAnswerThatIsUnderWayIsNotCutOffByWhatComesAfterItsRequest() {
        comes(HEAD + "12345");
        comes("G");
        passes(40);
        assertThat(channel.isOpen()).isTrue();
        answers();
        passes(30);
        assertThat(channel.isOpen()).isFalse();
    }

    private void answers() {
        channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
    }

    private void comes(String bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, US_ASCII));
    }

    private void passes(long seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }
}
