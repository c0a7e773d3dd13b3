package io.staithe.web.archive;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * How a file is answered: 200, 206, 304 or 416, by the conditions of the request (RFC 9110 sections 13 and 14).
 *
 * <p>Dates are compared for equality: apt sends back the very date that it was given, and a date that is merely later
 * would freeze clients on an old generation after a clock step.
 *
 * @param status the status
 * @param range what of the file the body carries; nothing for 304 and 416
 */
record Reply(HttpStatus status, ByteRange range) {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final ByteRange NOTHING = new ByteRange(0, 0);

    /** The reply to these headers for a file of this size, tag and date. */
    static Reply to(HttpHeaders request, long sizeBytes, String etag, Instant lastModified) {
        if (isUnchanged(request, etag, lastModified)) {
            return new Reply(HttpStatus.NOT_MODIFIED, NOTHING);
        }
        Optional<ByteRange> range = Optional.ofNullable(request.getFirst(HttpHeaders.RANGE))
                .filter(header -> isCurrent(request.getFirst(HttpHeaders.IF_RANGE), etag, lastModified))
                .flatMap(header -> ByteRange.parse(header, sizeBytes));
        if (range.isEmpty()) {
            return new Reply(HttpStatus.OK, ByteRange.whole(sizeBytes));
        }
        return range.get().length() == 0
                ? new Reply(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE, NOTHING)
                : new Reply(HttpStatus.PARTIAL_CONTENT, range.get());
    }

    /** The headers that go with it for a file of this size. */
    void describe(HttpHeaders headers, long sizeBytes) {
        headers.set(HttpHeaders.ACCEPT_RANGES, "bytes");
        if (status == HttpStatus.PARTIAL_CONTENT) {
            headers.set(HttpHeaders.CONTENT_RANGE, range.contentRange(sizeBytes));
        }
        if (status == HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE) {
            headers.set(HttpHeaders.CONTENT_RANGE, "bytes */" + sizeBytes);
        }
        if (status != HttpStatus.NOT_MODIFIED) {
            headers.setContentLength(range.length());
        }
    }

    /** A date as HTTP writes it. */
    static String date(Instant instant) {
        return HTTP_DATE.format(instant);
    }

    private static boolean isUnchanged(HttpHeaders request, String etag, Instant lastModified) {
        String tags = request.getFirst(HttpHeaders.IF_NONE_MATCH);
        if (tags != null) {
            return tags.strip().equals("*")
                    || Arrays.stream(tags.split(","))
                            .map(tag -> tag.strip().replaceFirst("^W/", ""))
                            .anyMatch(etag::equals);
        }
        return date(lastModified).equals(request.getFirst(HttpHeaders.IF_MODIFIED_SINCE));
    }

    private static boolean isCurrent(@Nullable String validator, String etag, Instant lastModified) {
        return validator == null || validator.equals(etag) || validator.equals(date(lastModified));
    }
}
