package io.staithe.web.multipart;

import io.staithe.fault.Refused;
import io.staithe.web.WebFault;
import java.io.ByteArrayOutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

/**
 * Reads a multipart body step by step, however it is cut into buffers: the heads of its parts, slices of their
 * content, and their ends. Content is handed over in the buffers in which it came, without copying.
 *
 * <p>A delimiter counts only with its whole line: white space, then CR LF, or two hyphens for the last one. Not for use
 * by more than one thread at a time.
 */
final class PartScanner {
    /** What the scanner has to say. */
    enum Step {
        /** It needs another buffer. */
        NEED_DATA,
        /** A part begins; its head is {@link #head()}. */
        HEAD,
        /** Bytes of the part; {@link #takeSlice()} gives them away. */
        SLICE,
        /** The part is at its end. */
        END
    }

    private enum State {
        PREAMBLE,
        DELIMITER,
        HEADERS,
        CONTENT,
        EPILOGUE
    }

    private static final int MAX_PADDING = 64;
    /** The line end before a delimiter may be the one before it: the first of a body, or after empty content. */
    private static final int LINE_END = 2;

    private final Boundary boundary;
    private final MultipartLimits limits;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private State state = State.PREAMBLE;
    private State beforeDelimiter = State.PREAMBLE;
    private int matched = LINE_END;
    private int phantom = LINE_END;
    private int parts;
    private int lastFour;
    private long outside;
    private @Nullable DataBuffer buffer;
    private @Nullable DataBuffer slice;
    private @Nullable PartHead head;

    PartScanner(Boundary boundary, MultipartLimits limits) {
        this.boundary = boundary;
        this.limits = limits;
    }

    /** Takes over the next buffer; only after {@link Step#NEED_DATA}. */
    void feed(DataBuffer next) {
        buffer = next;
    }

    /** Whether the last delimiter was seen. */
    boolean isClosed() {
        return state == State.EPILOGUE;
    }

    /** The head of the part that {@link Step#HEAD} tells of. */
    PartHead head() {
        return Objects.requireNonNull(head);
    }

    /** Gives away the bytes of {@link Step#SLICE}. */
    DataBuffer takeSlice() {
        DataBuffer taken = Objects.requireNonNull(slice);
        slice = null;
        return taken;
    }

    /** Releases whatever is held. */
    void release() {
        if (slice != null) {
            DataBufferUtils.release(slice);
            slice = null;
        }
        drop();
    }

    /** Goes on to the next step; what is not well-formed or over a limit is refused. */
    Step next() {
        while (buffer != null && buffer.readableByteCount() > 0) {
            Step step = switch (state) {
                case PREAMBLE, CONTENT -> search(buffer);
                case DELIMITER -> finishDelimiter(buffer);
                case HEADERS -> readHeaders(buffer);
                case EPILOGUE -> skip(buffer);
            };
            if (step != Step.NEED_DATA) {
                return step;
            }
        }
        drop();
        return Step.NEED_DATA;
    }

    private Step search(DataBuffer data) {
        if (matched > 0) {
            return resume(data);
        }
        int from = data.readPosition();
        int to = data.writePosition();
        int found = boundary.find(data);
        if (found < 0) {
            matched = boundary.beginning(data, from, to);
            buffer = null;
            data.writePosition(to - matched);
            return emit(data);
        }
        if (found > from) {
            return emit(data.split(found));
        }
        data.readPosition(found + boundary.length());
        return enterDelimiter();
    }

    /** Goes on with a delimiter that began in an earlier buffer. */
    private Step resume(DataBuffer data) {
        int from = data.readPosition();
        int count = boundary.continuation(data, from, data.writePosition(), matched);
        int total = matched + count;
        if (total == boundary.length()) {
            data.readPosition(from + count);
            return enterDelimiter();
        }
        if (from + count == data.writePosition()) {
            data.readPosition(from + count);
            matched = total;
            return Step.NEED_DATA;
        }
        byte[] literal = boundary.bytes(phantom, Math.max(phantom, matched));
        matched = 0;
        phantom = 0;
        return emit(DefaultDataBufferFactory.sharedInstance.wrap(literal));
    }

    private Step enterDelimiter() {
        beforeDelimiter = state;
        state = State.DELIMITER;
        line.reset();
        return Step.NEED_DATA;
    }

    private Step finishDelimiter(DataBuffer data) {
        byte seen = data.getByte(data.readPosition());
        int length = line.size();
        byte last = length == 0 ? 0 : line.toByteArray()[length - 1];
        boolean padded = length == 0 || last == ' ' || last == '\t';
        boolean pads = (seen == ' ' || seen == '\t') && padded && length < MAX_PADDING;
        boolean ends = seen == '\r' && padded || seen == '-' && length == 0;
        boolean ended = seen == '\n' && last == '\r' || seen == '-' && last == '-';
        if (!pads && !ends && !ended) {
            return notADelimiter();
        }
        data.readPosition(data.readPosition() + 1);
        line.write(seen);
        return ended ? leaveDelimiter(seen == '-') : Step.NEED_DATA;
    }

    private Step leaveDelimiter(boolean closes) {
        boolean inPart = beforeDelimiter == State.CONTENT;
        state = closes ? State.EPILOGUE : State.HEADERS;
        outside = 0;
        line.reset();
        return inPart ? Step.END : Step.NEED_DATA;
    }

    /** What looked like a delimiter goes on otherwise: it is content, or preamble. */
    private Step notADelimiter() {
        ByteArrayOutputStream literal = new ByteArrayOutputStream();
        literal.writeBytes(boundary.bytes(phantom, boundary.length()));
        literal.writeBytes(line.toByteArray());
        state = beforeDelimiter;
        matched = 0;
        phantom = 0;
        return emit(DefaultDataBufferFactory.sharedInstance.wrap(literal.toByteArray()));
    }

    private Step readHeaders(DataBuffer data) {
        while (data.readableByteCount() > 0) {
            if (line.size() >= limits.maxHeaderBytes()) {
                throw new Refused(
                        WebFault.BAD_MULTIPART,
                        "the headers of part " + (parts + 1) + " exceed " + limits.maxHeaderBytes() + " bytes");
            }
            byte seen = data.read();
            line.write(seen);
            lastFour = lastFour << 8 | seen & 0xff;
            if (endsHeaders()) {
                return beginPart();
            }
        }
        return Step.NEED_DATA;
    }

    private boolean endsHeaders() {
        boolean none = line.size() == LINE_END && (lastFour & 0xffff) == 0x0d0a;
        return none || lastFour == 0x0d0a0d0a;
    }

    private Step beginPart() {
        parts++;
        if (parts > limits.maxParts()) {
            throw new Refused(
                    WebFault.TOO_MANY_PARTS, "a multipart body may have at most " + limits.maxParts() + " parts");
        }
        head = PartHead.parse(line.toByteArray());
        line.reset();
        state = State.CONTENT;
        matched = LINE_END;
        phantom = LINE_END;
        return Step.HEAD;
    }

    /** Makes a slice of the content; what stands before the first part is dropped. */
    private Step emit(DataBuffer data) {
        phantom = 0;
        if (state == State.CONTENT && data.readableByteCount() > 0) {
            slice = data;
            return Step.SLICE;
        }
        int bytes = data.readableByteCount();
        DataBufferUtils.release(data);
        count(bytes);
        return Step.NEED_DATA;
    }

    private Step skip(DataBuffer data) {
        count(data.readableByteCount());
        data.readPosition(data.writePosition());
        return Step.NEED_DATA;
    }

    private void count(int bytes) {
        outside += bytes;
        if (outside > limits.maxFieldBytes()) {
            throw new Refused(
                    WebFault.BAD_MULTIPART,
                    "more than " + limits.maxFieldBytes() + " bytes stand before or after the parts");
        }
    }

    private void drop() {
        if (buffer != null) {
            DataBufferUtils.release(buffer);
            buffer = null;
        }
    }
}
