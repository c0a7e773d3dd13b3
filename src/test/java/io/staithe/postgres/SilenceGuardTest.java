package io.staithe.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An answer that stops in its middle ends the connection; one that is complete, or is not read, never does. */
final class SilenceGuardTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String ROW = message('D', "a row of forty-two bytes in some columns..");
    private static final String READY = message('Z', "I");

    private final EmbeddedChannel channel = new EmbeddedChannel(new SilenceGuard(LIMIT));

    @BeforeEach
    void holdTheClock() {
        channel.freezeTime();
    }

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aQuestionWithoutAnAnswerEndsTheConnection() {
        ask();
        passes(LIMIT);
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void anAnswerThatStopsInItsMiddleEndsTheConnection() {
        ask();
        answer(ROW + READY.substring(0, 3));
        passes(LIMIT.minusSeconds(1));
        assertThat(channel.isActive()).isTrue();
        passes(LIMIT);
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void anAnswerThatGoesOnMayTakeAnyTime() {
        ask();
        for (int row = 0; row < 10; row++) {
            answer(ROW);
            passes(LIMIT.minusSeconds(1));
        }
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void aCompleteAnswerLeavesTheConnectionAloneHoweverItIsCut() {
        String answer = ROW + READY;
        for (int cut = 1; cut < answer.length(); cut++) {
            ask();
            answer(answer.substring(0, cut));
            answer(answer.substring(cut));
            passes(LIMIT.multipliedBy(3));
            assertThat(channel.isActive()).as("cut at %d", cut).isTrue();
        }
    }

    @Test
    void whatTheServerTellsUnaskedAfterAnAnswerChangesNothing() {
        ask();
        answer(READY + message('A', "a notification"));
        passes(LIMIT.multipliedBy(3));
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void aServerThatWaitsToBeAskedForMoreRowsIsNotSilent() {
        ask();
        answer(ROW + message('s', ""));
        passes(LIMIT.multipliedBy(3));
        assertThat(channel.isActive()).isTrue();
        ask();
        passes(LIMIT);
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void aReaderThatTakesItsTimeDoesNotMakeTheServerSilent() {
        ask();
        answer(ROW);
        channel.config().setAutoRead(false);
        passes(LIMIT.multipliedBy(3));
        assertThat(channel.isActive()).isTrue();
        channel.read();
        passes(LIMIT.multipliedBy(2));
        assertThat(channel.isActive()).isFalse();
    }

    private void ask() {
        channel.writeOutbound(bytes(message('Q', "SELECT 1")));
    }

    private void answer(String messages) {
        channel.writeInbound(bytes(messages));
    }

    private void passes(Duration time) {
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private static String message(char type, String body) {
        return type + "\0\0\0" + (char) (body.length() + 4) + body;
    }
}
