package io.staithe.web.aptly.wire;

import io.staithe.fault.Refused;
import io.staithe.publish.Place;
import io.staithe.web.WebFault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** The names that aptly's API reads from paths: publish prefixes and distributions, upload directories and files. */
public final class PathNames {
    private static final int MAX_BYTES = 1024;
    private static final int MAX_SEGMENT_BYTES = 240;

    private PathNames() {}

    /** The place that the variables of a path name: {@code [STORAGE:]PREFIX}, and a distribution. */
    public static Place place(String prefix, String distribution) {
        String decoded = decoded(prefix);
        int colon = decoded.lastIndexOf(':');
        String storage = colon < 0 ? "" : decoded.substring(0, colon);
        String plain = sanitised(decoded.substring(colon + 1));
        return new Place(storage, plain.isEmpty() ? "." : plain, distribution(distribution));
    }

    /** A distribution or component as paths spell it. */
    public static String distribution(String text) {
        return sanitised(decoded(text));
    }

    /** Underscores: one is a slash, two are one underscore. */
    static String decoded(String text) {
        return text.replace('_', '/').replace("//", "_");
    }

    /** Takes away what no path may hold: {@code ..}, {@code $}, back-quotes, leading slashes. */
    public static String sanitised(String text) {
        // In this order: what goes first may have kept two dots apart.
        String plain = text.replace("$", "").replace("`", "").replace("..", "");
        int start = 0;
        while (start < plain.length() && plain.charAt(start) == '/') {
            start++;
        }
        return plain.substring(start);
    }

    /** An upload directory, which may contain slashes; {@code BAD_PATH} where it leads anywhere else. */
    public static String directory(String text) {
        return safe(text, "wrong dir");
    }

    /** The base name of an uploaded file; {@code BAD_PATH} where it is none. */
    public static String file(String text) {
        String name = safe(text, "wrong file");
        if (name.indexOf('/') >= 0) {
            throw refused("wrong file");
        }
        return name;
    }

    private static String safe(String text, String words) {
        String name = sanitised(cleaned(text, words));
        boolean tooLong = name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES;
        if (name.isEmpty() || tooLong || name.chars().anyMatch(Character::isISOControl)) {
            throw refused(words);
        }
        for (String segment : name.split("/", -1)) {
            if (segment.isEmpty()
                    || segment.equals(".")
                    || segment.getBytes(StandardCharsets.UTF_8).length > MAX_SEGMENT_BYTES) {
                throw refused(words);
            }
        }
        return name;
    }

    private static String cleaned(String text, String words) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : text.split("/")) {
            if (part.equals("..")) {
                if (parts.pollLast() == null) {
                    throw refused(words);
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        if (parts.isEmpty()) {
            throw refused(words);
        }
        return String.join("/", parts);
    }

    private static Refused refused(String words) {
        return new Refused(WebFault.BAD_PATH, words);
    }
}
