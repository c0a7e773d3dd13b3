package io.staithe.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.RawHttp;
import io.staithe.testkit.SharedStaithe;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests on which servers in a row could disagree where they end (RFC 9112 section 11.2), and those that want too
 * much: answered once, and what follows on the connection is never taken for a request.
 */
final class HostileRequestsIT {
    @RegisterExtension
    static final SharedStaithe STAITHE = new SharedStaithe();

    private static final String SMUGGLED =
            "PUT /api/files/smuggled/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    private static final String UPLOAD = "PUT /api/files/shape/x HTTP/1.1\r\nHost: localhost\r\n";
    private static final String CHUNKED = UPLOAD + "Transfer-Encoding: chunked\r\n\r\n";
    private static final String ASK = "GET /api/version HTTP/1.1\r\n";
    private static final long MOST_QUEUED = 32L << 20;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
                "Content-Length: 0\r\nContent-Length: 40\r\n\r\n",
                "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
                "Content-Length: 3, 3\r\n\r\nabc",
                "Content-Length: +3\r\n\r\nabc",
                "Content-Length: -3\r\n\r\nabc",
                "Content-Length: 0x3\r\n\r\nabc",
                "Content-Length: 99999999999999999999\r\n\r\nabc",
                "Content-Length:\r\n\r\n",
                "Content-Length : 3\r\n\r\nabc",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: identity\r\n\r\n",
                "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "X: a\nContent-Length: 3\r\n\r\nabc",
                "X: a\rContent-Length: 3\r\n\r\nabc",
                "X: a\0b\r\nContent-Length: 3\r\n\r\nabc",
                "X\u0001: a\r\nContent-Length: 3\r\n\r\nabc",
                ": a\r\nContent-Length: 3\r\n\r\nabc",
                "nonsense\r\nContent-Length: 3\r\n\r\nabc",
                "Host: localhost\r\nContent-Length: 0\r\n\r\n",
            })
    void headsThatCanBeReadInTwoWaysAreRefused(String rest) {
        assertRefusedAndOver(UPLOAD + rest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-3\r\nabc\r\n0\r\n\r\n",
                "+3\r\nabc\r\n0\r\n\r\n",
                "0x3\r\nabc\r\n0\r\n\r\n",
                "3 \r\nabc\r\n0\r\n\r\n",
                "100000003\r\nabc\r\n0\r\n\r\n",
                "100000000000000003\r\nabc\r\n0\r\n\r\n",
                "3\nabc\n0\n\n",
                "3;a\nabc\r\n0\r\n\r\n",
                "3;a=\"\n0\n\n",
                "3\r\nabcXX0\r\n\r\n",
            })
    void aBodyOfBrokenChunksIsNoBody(String chunks) {
        assertRefusedAndOver(CHUNKED + chunks);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/version HTTP/1.1\r\n\r\n",
                "GET /api/version HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /api/version HTTP/1.1\r\nHost: a/b@c\r\n\r\n",
                "GET /api/version HTTP/1.1\r\n X: y\r\nHost: a\r\n\r\n",
                "GET /api/version HTTP/1.2\r\nHost: a\r\n\r\n",
                "GET /api/version HTTP/9.9\r\nHost: a\r\n\r\n",
                "GET /api/version\r\n\r\n",
                "G@T /api/version HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /api/version HTTP/1.1\nHost: a\n\n",
                "PUT /api/files/shape/x HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            })
    void otherThanHttpIsRefused(String request) {
        assertRefusedAndOver(request);
    }

    @Test
    void whatIsReadInOneWayIsTakenAndTheNextRequestToo() {
        String version = ASK + "Host: localhost\r\nContent-Length: 5\r\n\r\nhello";
        assertThat(RawHttp.statuses(
                        STAITHE.address(), version + version + ASK + "Host: localhost\r\nConnection: close\r\n\r\n"))
                .containsExactly(200, 200, 200);
    }

    @Test
    void extensionsAndTrailersOfChunksAreNoContent() {
        String chunks = "3;a=b\r\nhel\r\n2;c=\"d\"\r\nlo\r\n0\r\nContent-Length: 9\r\n\r\n";
        String upload = UPLOAD.replace("shape", "chunks") + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertThat(RawHttp.statuses(STAITHE.address(), upload + chunks)).containsExactly(200);
        STAITHE.client().send("DELETE", "/api/files/chunks", null).expect(200);
    }

    @Test
    void headsAreBounded() {
        String tooLong = "X: " + "y".repeat(40_000) + "\r\n";
        assertThat(RawHttp.statuses(STAITHE.address(), ASK + "Host: localhost\r\n" + tooLong + "\r\n" + SMUGGLED))
                .as("refused, unless the reset overtakes the answer")
                .isIn(List.of(), List.of(413), List.of(431));
        assertThat(RawHttp.statuses(
                        STAITHE.address(),
                        "GET /" + "y".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n" + SMUGGLED))
                .isIn(List.of(), List.of(414));
        assertNothingIsSmuggled();
    }

    @Test
    void anEndlessHeadIsNotReadForEver() throws IOException {
        assertThat(takenOf("GET / HTTP/1.1\r\nHost: localhost\r\n", "X: y\r\n".repeat(1000)))
                .isLessThan(MOST_QUEUED);
    }

    @Test
    void requestsBehindOneThatTakesLongAreNotHoarded() throws IOException {
        String follows = "GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";
        assertThat(takenOf(follows, (ASK + "Host: localhost\r\n\r\n").repeat(1000)))
                .isLessThan(MOST_QUEUED);
    }

    @Test
    void answersThatNobodyReadsAreNotHoarded() throws IOException {
        assertThat(takenOf("", (ASK + "Host: localhost\r\n\r\n").repeat(1000))).isLessThan(MOST_QUEUED);
        STAITHE.client().send("GET", "/api/version", null).expect(200);
    }

    private static long takenOf(String first, String others) throws IOException {
        try {
            return RawHttp.taken(STAITHE.address(), first, others, 2 * MOST_QUEUED);
        } catch (IOException ended) {
            return 0;
        }
    }

    private static void assertRefusedAndOver(String shape) {
        assertThat(RawHttp.statuses(STAITHE.address(), shape + SMUGGLED)).containsExactly(400);
        assertNothingIsSmuggled();
    }

    private static void assertNothingIsSmuggled() {
        for (String directory : List.of("smuggled", "shape")) {
            STAITHE.client().send("GET", "/api/files/" + directory, null).expect(404);
        }
    }
}
