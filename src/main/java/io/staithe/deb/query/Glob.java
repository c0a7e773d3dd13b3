package io.staithe.deb.query;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.util.ArrayList;
import java.util.List;

/**
 * A shell pattern on a whole value: {@code *} is any text and {@code ?} any character, both without {@code /};
 * {@code [a-c]} and {@code [^a-c]} are classes; {@code \} takes the next character literally.
 *
 * @param expression the same as an anchored regular expression, in what RE2 and PostgreSQL have in common
 * @param prefix the literal text that every fitting value begins with; may be empty
 * @param isPrefix whether the pattern is that text and one {@code *} after it
 * @param literals the stretches of literal text, in order
 */
public record Glob(String expression, String prefix, boolean isPrefix, List<String> literals) {
    private static final int MAX_CHARACTERS = 1000;

    /** Copies the literals. */
    public Glob {
        literals = List.copyOf(literals);
    }

    /** Reads a pattern; {@link QueryFault#BAD_QUERY} where a class or an escape is not finished. */
    static Glob parse(String text) {
        return new Reader(text).read();
    }

    private static final class Reader {
        private final String text;
        private final StringBuilder expression = new StringBuilder("^");
        private final StringBuilder literal = new StringBuilder();
        private final List<String> literals = new ArrayList<>();
        private int specials;
        private String prefix = "";
        private int at;

        Reader(String text) {
            this.text = text;
        }

        Glob read() {
            if (text.length() > MAX_CHARACTERS) {
                throw refused("must have at most " + MAX_CHARACTERS + " characters");
            }
            while (at < text.length()) {
                step(text.charAt(at));
            }
            endLiteral();
            if (specials == 0) {
                prefix = literals.isEmpty() ? "" : literals.get(0);
            }
            boolean isPrefix = specials == 1 && text.endsWith("*") && !text.endsWith("\\*");
            return new Glob(expression.append('$').toString(), prefix, isPrefix, literals);
        }

        private void step(char c) {
            switch (c) {
                case '*' -> special("[^/]*");
                case '?' -> special("[^/]");
                case '[' -> {
                    special("");
                    readClass();
                }
                default -> literal.appendCodePoint(readCharacter());
            }
        }

        private void special(String equivalent) {
            endLiteral();
            if (specials++ == 0) {
                prefix = literals.isEmpty() ? "" : literals.get(0);
            }
            expression.append(equivalent);
            at++;
        }

        private void endLiteral() {
            if (!literal.isEmpty()) {
                literal.codePoints().forEach(this::appendEscaped);
                literals.add(literal.toString());
                literal.setLength(0);
            }
        }

        private void readClass() {
            expression.append('[');
            if (at < text.length() && text.charAt(at) == '^') {
                expression.append('^');
                at++;
            }
            int ranges = 0;
            while (ranges == 0 || at >= text.length() || text.charAt(at) != ']') {
                readRange();
                ranges++;
            }
            expression.append(']');
            at++;
        }

        private void readRange() {
            int low = readMember();
            int high = low;
            if (at < text.length() && text.charAt(at) == '-') {
                at++;
                high = readMember();
            }
            if (high < low) {
                throw refused("has a class that ends before it begins");
            }
            appendEscaped(low);
            if (high > low) {
                expression.append('-');
                appendEscaped(high);
            }
        }

        private int readMember() {
            if (at >= text.length() || text.charAt(at) == '-' || text.charAt(at) == ']') {
                throw refused("has a class that is not finished");
            }
            return readCharacter();
        }

        private int readCharacter() {
            if (text.charAt(at) == '\\') {
                at++;
                if (at >= text.length()) {
                    throw refused("must not end in a backslash");
                }
            }
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            return character;
        }

        private void appendEscaped(int character) {
            boolean isSpecial = character > ' ' && character < 0x7f && !Character.isLetterOrDigit(character);
            if (isSpecial && character != '_') {
                expression.append('\\');
            }
            expression.appendCodePoint(character);
        }

        private Refused refused(String rule) {
            return new Refused(QueryFault.BAD_QUERY, "parsing failed: pattern '" + Fault.bounded(text) + "' " + rule);
        }
    }
}
