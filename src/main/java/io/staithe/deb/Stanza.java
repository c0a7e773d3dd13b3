package io.staithe.deb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One stanza of a control file (deb822(5), Debian Policy 5.1): fields in order, names unique without regard to case.
 *
 * <p>A value is held as written after the colon, without blanks around its first line; lines of a multi-line value are
 * joined by {@code \n} and keep their leading blank. Reading what {@link #text} wrote gives the same stanza.
 *
 * @param fields the fields in their order
 */
public record Stanza(List<Field> fields) {
    private static final String PGP_HEADER = "-----BEGIN PGP";

    /** Copies the fields; refuses a repeated one with {@link DebFault#DUPLICATE_FIELD}. */
    public Stanza {
        fields = List.copyOf(fields);
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (Field field : fields) {
            if (!names.add(field.name())) {
                throw refusal(DebFault.DUPLICATE_FIELD, "field '" + field.name() + "' must appear only once");
            }
        }
    }

    /** The value of a field, by name without regard to case. */
    public Optional<String> get(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .findFirst();
    }

    /** The stanza as text: a line {@code Name: value} per field, ending in one newline, without a blank line. */
    public String text() {
        StringBuilder text = new StringBuilder();
        fields.forEach(field -> text.append(field.name())
                .append(field.value().isEmpty() || field.value().startsWith("\n") ? ":" : ": ")
                .append(field.value())
                .append('\n'));
        return text.toString();
    }

    /** This stanza without the fields of these names, in whatever case. */
    Stanza without(Set<String> names) {
        return new Stanza(fields.stream()
                .filter(field -> names.stream().noneMatch(field.name()::equalsIgnoreCase))
                .toList());
    }

    /**
     * Reads exactly one stanza of at most {@link Limits#HIGHEST}; empty lines may follow it, and nothing else.
     *
     * @throws Refused with the {@link DebFault} of the first rule that is broken
     */
    public static Stanza parse(String text) {
        return parse(text, Limits.HIGHEST);
    }

    /**
     * Reads exactly one stanza from UTF-8; empty lines may follow it, and nothing else.
     *
     * @throws Refused with the {@link DebFault} of the first rule that is broken
     */
    public static Stanza parse(byte[] utf8, Limits limits) {
        checkSize(utf8.length, limits);
        try {
            return parse(
                    UTF_8.newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(utf8))
                            .toString(),
                    limits);
        } catch (CharacterCodingException malformed) {
            throw refusal(DebFault.NOT_UTF8, "the control data must be UTF-8");
        }
    }

    private static Stanza parse(String text, Limits limits) {
        checkSize(text.length(), limits);
        if (text.startsWith(PGP_HEADER)) {
            throw refusal(DebFault.PGP_HEADER, "the control data must not begin with '" + PGP_HEADER + "'");
        }
        List<Field> fields = new ArrayList<>();
        int at = 0;
        while (at < text.length() && text.charAt(at) != '\n') {
            int end = endOfField(text, at, limits);
            fields.add(field(text.substring(at, end)));
            at = end + 1;
        }
        if (fields.isEmpty()) {
            throw refusal(DebFault.EMPTY_STANZA, "the control data must begin with a field");
        }
        checkRest(text, at);
        return new Stanza(fields);
    }

    /** Where the newline is that ends the field: the first one that no blank follows. */
    private static int endOfField(String text, int start, Limits limits) {
        int lineStart = start;
        while (true) {
            int end = text.indexOf('\n', lineStart);
            if (end < 0) {
                throw refusal(
                        DebFault.NO_FINAL_NEWLINE,
                        "the last line '" + Fault.bounded(text.substring(lineStart)) + "' must end with a newline");
            }
            if (end - lineStart > limits.maxLineCharacters()) {
                throw refusal(
                        DebFault.LINE_TOO_LONG,
                        "line '" + Fault.bounded(text.substring(lineStart, end)) + "' has " + (end - lineStart)
                                + " characters and must have at most " + limits.maxLineCharacters());
            }
            lineStart = end + 1;
            if (lineStart >= text.length() || !isBlank(text.charAt(lineStart))) {
                return end;
            }
        }
    }

    private static Field field(String lines) {
        char first = lines.charAt(0);
        if (isBlank(first)) {
            throw refusal(
                    DebFault.LEADING_CONTINUATION,
                    "line '" + Fault.bounded(lines) + "' continues a field, but no field is before it");
        }
        if (first == '#') {
            throw refusal(DebFault.COMMENT, "line '" + Fault.bounded(lines) + "' must not be a comment");
        }
        int colon = lines.indexOf(':');
        int endOfLine = lines.indexOf('\n');
        if (colon < 0 || (endOfLine >= 0 && endOfLine < colon)) {
            throw refusal(DebFault.NOT_A_FIELD, "line '" + Fault.bounded(lines) + "' must be 'Name: value'");
        }
        int end = endOfLine < 0 ? lines.length() : endOfLine;
        String value = strip(lines.substring(colon + 1, end)) + lines.substring(end);
        return new Field(lines.substring(0, colon), value);
    }

    private static void checkRest(String text, int start) {
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) != '\n') {
                throw refusal(
                        DebFault.SEVERAL_STANZAS,
                        "'" + Fault.bounded(text.substring(i)) + "' follows an empty line: there must be one stanza");
            }
        }
    }

    private static void checkSize(int size, Limits limits) {
        if (size > limits.maxBytes()) {
            throw refusal(
                    DebFault.STANZA_TOO_LARGE,
                    "the control data has " + size + " bytes and must have at most " + limits.maxBytes());
        }
    }

    private static String strip(String line) {
        int start = 0;
        int end = line.length();
        while (start < end && isBlank(line.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static Refused refusal(DebFault code, String message) {
        return new Refused(code, message);
    }

    /**
     * How large a stanza may be.
     *
     * @param maxBytes bytes of the whole text
     * @param maxLineCharacters characters of one line
     */
    public record Limits(int maxBytes, int maxLineCharacters) {
        /** For the control file of a binary package; Debian 12 has one with a line of 75,649 characters. */
        public static final Limits BINARY = new Limits(256 * 1024, 128 * 1024);
        /** For a {@code .dsc}, whose package lists grow long. */
        public static final Limits SOURCE = new Limits(1024 * 1024, 256 * 1024);
        /** What nothing may pass. */
        public static final Limits HIGHEST = new Limits(1024 * 1024, 1024 * 1024);
    }

    /**
     * A field.
     *
     * @param name the name as it was written
     * @param value the value; see {@link Stanza}
     */
    public record Field(String name, String value) {
        /** Refuses what could not be read back as this field. */
        public Field {
            checkName(name);
            checkCharacters(name, value);
            checkLines(name, value);
        }

        private static void checkName(String name) {
            boolean hasForm = !name.isEmpty() && name.charAt(0) != '#' && name.charAt(0) != '-';
            for (int i = 0; i < name.length() && hasForm; i++) {
                char c = name.charAt(i);
                hasForm = c > ' ' && c < 0x7f && c != ':';
            }
            if (!hasForm) {
                throw refusal(
                        DebFault.BAD_FIELD_NAME,
                        "field name '" + Fault.bounded(name)
                                + "' must be printable ASCII without ':' and must not start with '#' or '-'");
            }
        }

        private static void checkCharacters(String name, String value) {
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if ((c < ' ' && c != '\n' && c != '\t') || c == 0x7f) {
                    throw refusal(
                            DebFault.CONTROL_CHARACTER,
                            "field '" + name + "' must not contain the character 0x" + Integer.toHexString(c));
                }
            }
        }

        private static void checkLines(String name, String value) {
            int end = value.indexOf('\n');
            String first = end < 0 ? value : value.substring(0, end);
            if (!strip(first).equals(first)) {
                throw refusal(DebFault.NOT_A_FIELD, "field '" + name + "' must not have blanks around its value");
            }
            while (end >= 0) {
                int next = value.indexOf('\n', end + 1);
                String line = value.substring(end + 1, next < 0 ? value.length() : next);
                if (strip(line).isEmpty()) {
                    throw refusal(DebFault.BLANK_CONTINUATION, "field '" + name + "' must not have a blank line");
                }
                if (!isBlank(line.charAt(0))) {
                    throw refusal(
                            DebFault.NOT_A_FIELD,
                            "line '" + Fault.bounded(line) + "' of field '" + name + "' must begin with a blank");
                }
                end = next;
            }
        }
    }
}
