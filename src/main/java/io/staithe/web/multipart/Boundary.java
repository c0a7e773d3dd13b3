package io.staithe.web.multipart;

import io.staithe.fault.Refused;
import io.staithe.web.WebFault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;

/**
 * The delimiter between the parts of one body: {@code CR LF - - boundary} (RFC 2046 section 5.1.1), and how to find it.
 *
 * <p>A boundary has no CR, so that the delimiter has one at its start only: no two occurrences, nor beginnings of
 * one, overlap. The search is Horspool's: it looks at one byte in as many as the delimiter is long.
 */
final class Boundary {
    private static final Pattern PARAMETER = Pattern.compile(
            ";\\s*boundary\\s*=\\s*(?:\"([^\"\\\\\\r\\n]{1,70})\"|([^\\s;\",]{1,70}))", Pattern.CASE_INSENSITIVE);
    private static final byte CR = '\r';
    /** Stands for the last byte of the delimiter, with which one may end. */
    private static final int LAST = 0;

    private final byte[] delimiter;
    /** How far to go on from a byte; from the last one of the delimiter, where it was not a delimiter. */
    private final int[] skips = new int[256];

    private final int afterLast;

    private Boundary(String boundary) {
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        Arrays.fill(skips, delimiter.length);
        for (int i = 0; i < delimiter.length - 1; i++) {
            skips[delimiter[i] & 0xff] = delimiter.length - 1 - i;
        }
        int last = delimiter[delimiter.length - 1] & 0xff;
        this.afterLast = skips[last];
        skips[last] = LAST;
    }

    /** The boundary that a {@code Content-Type} names; {@code NOT_MULTIPART} where it is no form with a boundary. */
    static Boundary of(@Nullable String contentType) {
        if (contentType == null || !contentType.strip().toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
            throw new Refused(WebFault.NOT_MULTIPART, "request Content-Type isn't multipart/form-data");
        }
        Matcher matcher = PARAMETER.matcher(contentType);
        if (!matcher.find()) {
            throw new Refused(WebFault.NOT_MULTIPART, "no multipart boundary param in Content-Type");
        }
        return new Boundary(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }

    int length() {
        return delimiter.length;
    }

    /** Some of the delimiter's bytes, as content that only looked like a delimiter. */
    byte[] bytes(int from, int to) {
        return Arrays.copyOfRange(delimiter, from, to);
    }

    /** The position of the first whole delimiter in the readable bytes of a buffer; -1 where there is none. */
    int find(DataBuffer buffer) {
        try (DataBuffer.ByteBufferIterator views = buffer.readableByteBuffers()) {
            ByteBuffer view = views.hasNext() ? views.next() : ByteBuffer.allocate(0);
            int found = find(view.remaining() == buffer.readableByteCount() ? view.slice() : copy(buffer));
            return found < 0 ? -1 : buffer.readPosition() + found;
        }
    }

    /** The readable bytes in one piece, where a buffer is made of several. */
    private static ByteBuffer copy(DataBuffer buffer) {
        ByteBuffer bytes = ByteBuffer.allocate(buffer.readableByteCount());
        buffer.toByteBuffer(bytes);
        return bytes;
    }

    private int find(ByteBuffer bytes) {
        int length = delimiter.length;
        int to = bytes.capacity();
        int end = length - 1;
        while (end < to) {
            int skip = skips[bytes.get(end) & 0xff];
            // Most bytes stand in no delimiter. A loop for them alone lets the processor look ahead: its next position
            // does not depend on what it reads.
            while (skip == length && end + length < to) {
                end += length;
                skip = skips[bytes.get(end) & 0xff];
            }
            if (skip == LAST && matches(bytes, end - length + 1)) {
                return end - length + 1;
            }
            end += skip == LAST ? afterLast : skip;
        }
        return -1;
    }

    private boolean matches(ByteBuffer bytes, int at) {
        for (int i = 0; i < delimiter.length; i++) {
            if (bytes.get(at + i) != delimiter[i]) {
                return false;
            }
        }
        return true;
    }

    /** How many bytes at the end of {@code [from, to)}, where there is no whole delimiter, may begin one. */
    int beginning(DataBuffer buffer, int from, int to) {
        for (int at = Math.max(from, to - delimiter.length + 1); at < to; at++) {
            if (buffer.getByte(at) == CR && matches(buffer, at, 0, to - at)) {
                return to - at;
            }
        }
        return 0;
    }

    /** How many bytes of {@code [from, to)} go on with a delimiter of which {@code matched} bytes are there already. */
    int continuation(DataBuffer buffer, int from, int to, int matched) {
        int count = 0;
        while (matched + count < delimiter.length
                && from + count < to
                && buffer.getByte(from + count) == delimiter[matched + count]) {
            count++;
        }
        return count;
    }

    private boolean matches(DataBuffer buffer, int at, int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer.getByte(at + i) != delimiter[i]) {
                return false;
            }
        }
        return true;
    }
}
