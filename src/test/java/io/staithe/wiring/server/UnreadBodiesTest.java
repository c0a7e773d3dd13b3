package io.staithe.wiring.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Only a body that was answered already is bounded, by its bytes and by time. */
final class UnreadBodiesTest {
    private static final int BYTES = 1000;
    private static final int SOME = 128 << 10;
    private static final Duration TIME = Duration.ofSeconds(10);

    private final EmbeddedChannel channel =
            new EmbeddedChannel(new UnreadBodies(new UnreadBodies.Limits(BYTES, TIME, 4 * SOME)));

    @BeforeEach
    void holdTheClock() {
        channel.freezeTime();
    }

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    @Test
    void oneByteBeyondTheLimitAfterTheAnswerIsTheLastAndThenTheConnectionEnds() {
        asks();
        comes(5 * BYTES);
        answers(HttpResponseStatus.BAD_REQUEST);
        comes(BYTES);
        assertThat(channel.config().isAutoRead()).isTrue();
        comes(1);
        assertThat(channel.config().isAutoRead()).isFalse();
        passes(Duration.ofMillis(1999));
        assertThat(channel.isActive()).isTrue();
        passes(Duration.ofMillis(1));
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void aBodyThatDoesNotEndInTimeAfterTheAnswerEndsTheConnection() {
        asks();
        passes(TIME.multipliedBy(3));
        answers(HttpResponseStatus.BAD_REQUEST);
        passes(TIME.minusMillis(1));
        assertThat(channel.isActive()).isTrue();
        passes(Duration.ofMillis(1));
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void aBodyThatEndsInTimeLeavesTheConnectionToTheNextRequest() {
        asks();
        answers(HttpResponseStatus.BAD_REQUEST);
        comes(BYTES);
        channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
        asks();
        comes(5 * BYTES);
        passes(TIME.multipliedBy(3));
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void anInvitationToSendIsNoAnswer() {
        asks();
        answers(HttpResponseStatus.CONTINUE);
        comes(5 * BYTES);
        passes(TIME.multipliedBy(3));
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void theAnswerToAnEarlierRequestSaysNothingOfTheNextBody() {
        asks();
        channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
        asks();
        answers(HttpResponseStatus.OK);
        comes(5 * BYTES);
        passes(TIME.multipliedBy(3));
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void whoNeedNotSendItsBodyIsToldThatTheConnectionEnds() {
        asks(BYTES, HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE);
        answers(HttpResponseStatus.OK);
        assertThat(saysClose()).isTrue();
        assertThat(channel.isActive()).as("what comes may be the body").isTrue();
        comes(1);
        channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void whoWasAskedForItsBodyMaySendAnotherRequest() {
        asks(BYTES, HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE);
        answers(HttpResponseStatus.CONTINUE);
        answers(HttpResponseStatus.BAD_REQUEST);
        assertThat(saysClose()).isFalse();
        channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void whoSendsMoreThanIsDroppedIsToldThatTheConnectionEnds() {
        asks(BYTES + 1);
        answers(HttpResponseStatus.CREATED);
        assertThat(saysClose()).isTrue();
    }

    @Test
    void aCloseWaitsForTheBodyThatStillComesAndPassesNoneOfItOn() {
        asks();
        channel.releaseInbound();
        answers(HttpResponseStatus.BAD_REQUEST);
        channel.pipeline().close();
        comes(BYTES);
        asks(1);
        assertThat(channel.inboundMessages()).isEmpty();
        assertThat(channel.isActive()).isTrue();
        comes(1);
        passes(Duration.ofSeconds(2));
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void aBodyThatEndsAfterTheLastThatWasReadEndsTheConnection() {
        asks();
        answers(HttpResponseStatus.BAD_REQUEST);
        comes(BYTES + 1);
        channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void whatDputSendsIsDroppedWholeAsLongAsSomeOfItComes() {
        asks("/dput/main/a.deb", 4 * SOME);
        answers(HttpResponseStatus.UNAUTHORIZED);
        assertThat(saysClose()).isFalse();
        comes(SOME);
        passes(TIME.minusMillis(1));
        comes(SOME);
        assertThat(channel.config().isAutoRead()).isTrue();
        passes(TIME.minusMillis(1));
        comes(SOME - 1);
        assertThat(channel.isActive()).isTrue();
        passes(Duration.ofMillis(1));
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void whatDputSendsBeyondWhatAnUploadMayHaveIsNotDroppedWhole() {
        asks("/dput/main/a.deb", 4 * SOME + 1);
        answers(HttpResponseStatus.UNAUTHORIZED);
        assertThat(saysClose()).isTrue();
        comes(BYTES + 1);
        assertThat(channel.config().isAutoRead()).isFalse();
    }

    @Test
    void aCloseBeforeTheAnswerIsAtOnce() {
        asks();
        channel.pipeline().close();
        assertThat(channel.isActive()).isFalse();
    }

    private void asks() {
        asks(BYTES);
    }

    private void asks(int announced, CharSequence... header) {
        asks("/api/files/a/b", announced, header);
    }

    private void asks(String path, int announced, CharSequence... header) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.PUT, path);
        request.headers().set(HttpHeaderNames.CONTENT_LENGTH, announced);
        if (header.length > 0) {
            request.headers().set(header[0], header[1]);
        }
        channel.writeInbound(request);
    }

    /** The last answer. */
    private boolean saysClose() {
        HttpResponse response = null;
        for (Object next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            response = (HttpResponse) next;
        }
        return response != null && !HttpUtil.isKeepAlive(response);
    }

    private void comes(int bytes) {
        channel.writeInbound(new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[bytes])));
    }

    private void answers(HttpResponseStatus status) {
        channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
    }

    private void passes(Duration time) {
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }
}
