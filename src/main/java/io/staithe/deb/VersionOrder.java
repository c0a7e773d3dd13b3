package io.staithe.deb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;

/**
 * The order of versions, twice: as a walk over two texts, and as a key that sorts like it (deb-version(7)).
 *
 * <p>A key is the epoch's number, the upstream part and the revision. A part alternates between text and number, text
 * first (perhaps empty), and closes with {@link #END} after a number. Text is one byte per character and closes with
 * {@code END}: {@code ~} is 1, {@code END} is 2, letters are themselves, all else lies above. A number is the count of
 * its digits without leading zeros, then the digits. No part's key is the beginning of another's, so that parts can
 * stand one after the other, and {@code END} is where dpkg's walk sees the end of a part or a digit.
 */
final class VersionOrder {
    private static final int TILDE = 1;
    private static final int END = 2;
    private static final int ABOVE_LETTERS = 0x80;
    private static final int LONG_NUMBER = 0xff;

    private VersionOrder() {}

    /** Negative, zero or positive as dpkg orders two texts, be they valid versions or not. */
    static int compare(String left, String right) {
        Parts a = Parts.of(left);
        Parts b = Parts.of(right);
        int byEpoch = compareNumbers(a.epoch, b.epoch);
        if (byEpoch != 0) {
            return byEpoch;
        }
        int byUpstream = comparePart(a.upstream, b.upstream);
        return byUpstream != 0 ? byUpstream : comparePart(a.revision, b.revision);
    }

    /** The key of a text of at most 256 characters. */
    static byte[] key(String text) {
        Parts parts = Parts.of(text);
        ByteArrayOutputStream key = new ByteArrayOutputStream(2 * text.length() + 8);
        writeNumber(parts.epoch, key);
        writePart(parts.upstream, key);
        writePart(parts.revision, key);
        return key.toByteArray();
    }

    static String withoutLeadingZeros(String digits) {
        int start = 0;
        while (start < digits.length() && digits.charAt(start) == '0') {
            start++;
        }
        return digits.substring(start);
    }

    private static int comparePart(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() || j < b.length()) {
            while (weightAt(a, i) != END || weightAt(b, j) != END) {
                int byText = weightAt(a, i++) - weightAt(b, j++);
                if (byText != 0) {
                    return byText;
                }
            }
            int endOfA = endOfDigits(a, i);
            int endOfB = endOfDigits(b, j);
            int byNumber = compareNumbers(a.substring(i, endOfA), b.substring(j, endOfB));
            if (byNumber != 0) {
                return byNumber;
            }
            i = endOfA;
            j = endOfB;
        }
        return 0;
    }

    private static int compareNumbers(String a, String b) {
        String x = withoutLeadingZeros(a);
        String y = withoutLeadingZeros(b);
        return x.length() != y.length() ? x.length() - y.length() : x.compareTo(y);
    }

    private static void writePart(String part, ByteArrayOutputStream key) {
        int at = 0;
        do {
            while (weightAt(part, at) != END) {
                key.write(weightAt(part, at++));
            }
            key.write(END);
            int end = endOfDigits(part, at);
            writeNumber(part.substring(at, end), key);
            at = end;
        } while (at < part.length());
        key.write(END);
    }

    private static void writeNumber(String digits, ByteArrayOutputStream key) {
        String number = withoutLeadingZeros(digits);
        key.write(Math.min(number.length(), LONG_NUMBER));
        if (number.length() >= LONG_NUMBER) {
            key.write(number.length() - LONG_NUMBER);
        }
        key.writeBytes(number.getBytes(US_ASCII));
    }

    /** What a character weighs; digits and the end of the part weigh {@link #END}. */
    private static int weightAt(String part, int index) {
        if (index >= part.length() || isDigit(part.charAt(index))) {
            return END;
        }
        char c = part.charAt(index);
        if (c == '~') {
            return TILDE;
        }
        boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return isLetter ? c : ABOVE_LETTERS + c;
    }

    private static int endOfDigits(String part, int start) {
        int end = start;
        while (end < part.length() && isDigit(part.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private record Parts(String epoch, String upstream, String revision) {
        static Parts of(String text) {
            int colon = text.indexOf(':');
            String rest = text.substring(colon + 1);
            int hyphen = rest.lastIndexOf('-');
            return new Parts(
                    text.substring(0, Math.max(colon, 0)),
                    hyphen < 0 ? rest : rest.substring(0, hyphen),
                    hyphen < 0 ? "" : rest.substring(hyphen + 1));
        }
    }
}
