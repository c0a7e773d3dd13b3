package io.staithe.web.archive;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A path as apt sends it, decoded exactly once: {@code %2b} and a raw {@code +} are both a plus, never a blank
 * (RFC 3986; apt encodes {@code + ~ %} and blanks of pool paths).
 */
final class RawPath {
    private RawPath() {}

    /**
     * The path without leading slashes. Empty where the encoding is broken, or where a segment is empty, {@code .} or
     * {@code ..}, or holds a control character: no archive has such a file.
     */
    static Optional<String> decode(String raw) {
        ByteBuffer bytes = ByteBuffer.allocate(raw.length());
        for (int at = 0; at < raw.length(); at++) {
            char next = raw.charAt(at);
            if (next == '%') {
                int value = at + 2 < raw.length() ? hex(raw.charAt(at + 1)) * 16 + hex(raw.charAt(at + 2)) : -1;
                if (value < 0) {
                    return Optional.empty();
                }
                bytes.put((byte) value);
                at += 2;
            } else if (next > 0x7e) {
                return Optional.empty();
            } else {
                bytes.put((byte) next);
            }
        }
        return text(bytes.flip()).filter(RawPath::isPlain);
    }

    private static Optional<String> text(ByteBuffer bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    private static boolean isPlain(String path) {
        for (String segment : path.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return false;
            }
        }
        return path.chars().noneMatch(character -> character < 0x20 || character == 0x7f || character == '\\');
    }

    private static int hex(char digit) {
        int value = Character.digit(digit, 16);
        return value < 0 ? -1000 : value;
    }
}
