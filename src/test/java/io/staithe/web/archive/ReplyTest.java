package io.staithe.web.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

class ReplyTest {
    private static final Instant CHANGED = Instant.parse("2026-11-23T06:00:07Z");
    private static final String DATE = "Mon, 23 Nov 2026 06:00:07 GMT";
    private static final String TAG = "\"abc\"";

    @Test
    void aPlainRequestGetsTheWhole() {
        assertThat(reply()).isEqualTo(new Reply(HttpStatus.OK, new ByteRange(0, 100)));
    }

    @Test
    void theVeryDateIsUnchanged() {
        assertThat(reply("If-Modified-Since", DATE).status()).isEqualTo(HttpStatus.NOT_MODIFIED);
    }

    @Test
    void anotherDateIsAChangeWhetherEarlierOrLater() {
        assertThat(reply("If-Modified-Since", "Mon, 23 Nov 2026 06:00:06 GMT").status())
                .isEqualTo(HttpStatus.OK);
        assertThat(reply("If-Modified-Since", "Mon, 23 Nov 2026 06:00:08 GMT").status())
                .isEqualTo(HttpStatus.OK);
    }

    @Test
    void aTagOutranksADate() {
        assertThat(reply("If-None-Match", "\"other\", W/" + TAG).status()).isEqualTo(HttpStatus.NOT_MODIFIED);
        assertThat(reply("If-None-Match", "\"other\"", "If-Modified-Since", DATE)
                        .status())
                .isEqualTo(HttpStatus.OK);
    }

    @Test
    void aRangeIsAnsweredWithItsPart() {
        assertThat(reply("Range", "bytes=40-")).isEqualTo(new Reply(HttpStatus.PARTIAL_CONTENT, new ByteRange(40, 60)));
    }

    @Test
    void aRangeOfAnotherFileIsAnsweredWithTheWhole() {
        assertThat(reply("Range", "bytes=40-", "If-Range", "Fri, 01 Jan 2021 00:00:00 GMT")
                        .status())
                .isEqualTo(HttpStatus.OK);
        assertThat(reply("Range", "bytes=40-", "If-Range", DATE).status()).isEqualTo(HttpStatus.PARTIAL_CONTENT);
        assertThat(reply("Range", "bytes=40-", "If-Range", TAG).status()).isEqualTo(HttpStatus.PARTIAL_CONTENT);
    }

    @Test
    void aRangeBehindTheEndSaysHowLongTheFileIs() {
        Reply reply = reply("Range", "bytes=100-");
        HttpHeaders headers = new HttpHeaders();
        reply.describe(headers, 100);

        assertThat(reply.status()).isEqualTo(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE);
        assertThat(headers.getFirst("Content-Range")).isEqualTo("bytes */100");
    }

    private static Reply reply(String... headers) {
        HttpHeaders request = new HttpHeaders();
        for (int at = 0; at < headers.length; at += 2) {
            request.set(headers[at], headers[at + 1]);
        }
        return Reply.to(request, 100, TAG, CHANGED);
    }
}
