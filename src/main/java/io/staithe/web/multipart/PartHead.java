package io.staithe.web.multipart;

import io.staithe.fault.Refused;
import io.staithe.web.WebFault;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a part say of it (RFC 7578 section 4.2): whether it is a file, and of what name.
 *
 * <p>Of a path that a client sends only the base name is kept. A file name that is empty makes no file, as browsers
 * send it for a field that nobody filled.
 *
 * @param fileName the base name; null for a field that is no file
 */
record PartHead(@Nullable String fileName) {
    private static final String DISPOSITION = "content-disposition:";
    private static final PartHead FIELD = new PartHead(null);

    /** Reads a block of headers, each line ended by CR LF. */
    static PartHead parse(byte[] block) {
        String text = new String(block, StandardCharsets.UTF_8).replaceAll("\r\n[ \t]+", " ");
        return text.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(DISPOSITION))
                .findFirst()
                .map(line -> ofDisposition(line.substring(DISPOSITION.length())))
                .orElse(FIELD);
    }

    private static PartHead ofDisposition(String value) {
        Map<String, String> parameters = parameters(value);
        String extended = parameters.get("filename*");
        String name = extended == null ? parameters.get("filename") : decoded(extended);
        return name == null || name.isEmpty() ? FIELD : new PartHead(baseName(name));
    }

    private static String baseName(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    private static Map<String, String> parameters(String value) {
        Map<String, String> parameters = new TreeMap<>();
        int at = value.indexOf(';');
        while (at >= 0 && at < value.length()) {
            int equals = value.indexOf('=', at);
            if (equals < 0) {
                break;
            }
            String name = value.substring(at + 1, equals).strip().toLowerCase(Locale.ROOT);
            StringBuilder text = new StringBuilder();
            at = readValue(value, equals + 1, text);
            parameters.putIfAbsent(name, text.toString());
        }
        return parameters;
    }

    /** Reads a value, quoted or not; the position of the semicolon behind it, or the end. */
    private static int readValue(String value, int from, StringBuilder text) {
        int start = from;
        while (start < value.length() && Character.isWhitespace(value.charAt(start))) {
            start++;
        }
        if (start >= value.length() || value.charAt(start) != '"') {
            int end = value.indexOf(';', start);
            text.append(value.substring(start, end < 0 ? value.length() : end).strip());
            return end < 0 ? value.length() : end;
        }
        return readQuoted(value, start + 1, text);
    }

    /** A backslash escapes a quote or a backslash; else it is one, as in the paths that some browsers send. */
    private static int readQuoted(String value, int from, StringBuilder text) {
        int at = from;
        while (at < value.length() && value.charAt(at) != '"') {
            boolean escape = value.charAt(at) == '\\'
                    && at + 1 < value.length()
                    && (value.charAt(at + 1) == '"' || value.charAt(at + 1) == '\\');
            at += escape ? 1 : 0;
            text.append(value.charAt(at));
            at++;
        }
        int end = value.indexOf(';', Math.min(at + 1, value.length()));
        return end < 0 ? value.length() : end;
    }

    /** The extended form of RFC 8187: charset, language, percent-encoded text. */
    private static String decoded(String extended) {
        String[] pieces = extended.split("'", 3);
        try {
            return URLDecoder.decode(pieces[pieces.length - 1].replace("+", "%2B"), Charset.forName(pieces[0]));
        } catch (IllegalArgumentException broken) {
            throw new Refused(WebFault.BAD_MULTIPART, "a part's filename* is not an extended value of RFC 8187");
        }
    }
}
