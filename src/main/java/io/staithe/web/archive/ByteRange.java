package io.staithe.web.archive;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a file that an answer carries (RFC 9110 section 14): one range of bytes, or the whole.
 *
 * @param first the first byte
 * @param length how many bytes; 0 for an empty file
 */
record ByteRange(long first, long length) {
    private static final Pattern SINGLE = Pattern.compile("bytes=(?:(\\d{1,18})-(\\d{1,18})?|-(\\d{1,18}))");

    /**
     * Reads a {@code Range} header against a file of this size. Empty where the header is to be ignored: another unit,
     * several ranges, nonsense (RFC 9110 14.2 lets a server answer with the whole). A length of 0 says that nothing of
     * the file is asked for, which is to be answered by 416.
     */
    static Optional<ByteRange> parse(String header, long sizeBytes) {
        Matcher single = SINGLE.matcher(header.strip());
        if (!single.matches()) {
            return Optional.empty();
        }
        if (single.group(3) != null) {
            long suffix = Math.min(Long.parseLong(single.group(3)), sizeBytes);
            return Optional.of(new ByteRange(sizeBytes - suffix, suffix));
        }
        long first = Long.parseLong(single.group(1));
        long last = single.group(2) == null ? sizeBytes - 1 : Math.min(Long.parseLong(single.group(2)), sizeBytes - 1);
        if (single.group(2) != null && Long.parseLong(single.group(2)) < first) {
            return Optional.empty();
        }
        return Optional.of(new ByteRange(first, Math.max(0, last - first + 1)));
    }

    /** All of a file. */
    static ByteRange whole(long sizeBytes) {
        return new ByteRange(0, sizeBytes);
    }

    /** The value of {@code Content-Range} for a part of a file of this size. */
    String contentRange(long sizeBytes) {
        return "bytes " + first + "-" + (first + length - 1) + "/" + sizeBytes;
    }
}
