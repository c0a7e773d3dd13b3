package io.staithe.publish.contents;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Lines of a stream as bytes. */
final class PathLines {
    private static final byte[] NONE = {};
    private static final int FIRST_BYTES = 4096;

    private final InputStream in;
    private byte[] buffer = new byte[FIRST_BYTES];
    private int begin;
    private int end;

    PathLines(InputStream in) {
        this.in = in;
    }

    /** The next line that is not empty, without its line feed; an empty one at the end. */
    byte[] next() throws IOException {
        int at = begin;
        while (true) {
            for (; at < end; at++) {
                if (buffer[at] == '\n') {
                    byte[] line = Arrays.copyOfRange(buffer, begin, at);
                    begin = at + 1;
                    if (line.length > 0) {
                        return line;
                    }
                }
            }
            int seen = at - begin;
            if (!fill()) {
                byte[] rest = seen == 0 ? NONE : Arrays.copyOfRange(buffer, begin, end);
                begin = end;
                return rest;
            }
            at = begin + seen;
        }
    }

    /** Reads more behind what is not taken yet. */
    private boolean fill() throws IOException {
        int pending = end - begin;
        byte[] target = pending > buffer.length / 2 ? new byte[2 * buffer.length] : buffer;
        System.arraycopy(buffer, begin, target, 0, pending);
        buffer = target;
        begin = 0;
        end = pending;
        int count = in.read(buffer, end, buffer.length - end);
        end += Math.max(count, 0);
        return count > 0;
    }
}
