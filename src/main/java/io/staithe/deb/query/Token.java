package io.staithe.deb.query;

import io.staithe.fault.Fault;
import org.jspecify.annotations.Nullable;

/**
 * A token of a query.
 *
 * @param kind what it is
 * @param text the word; for other kinds as written
 * @param position where it begins, in characters from 0
 */
record Token(Kind kind, String text, int position) {
    /** What tokens can be. */
    enum Kind {
        WORD,
        OPERATOR,
        MARK,
        ERROR,
        END
    }

    boolean is(String mark) {
        return kind == Kind.MARK && text.equals(mark);
    }

    /** The comparison of an operator; null for what is none. */
    @Nullable
    Comparison comparison() {
        if (kind != Kind.OPERATOR) {
            return null;
        }
        return switch (text) {
            case "<<" -> Comparison.LESS;
            case "<", "<=" -> Comparison.LESS_OR_EQUAL;
            case "=" -> Comparison.EQUAL;
            case ">", ">=" -> Comparison.GREATER_OR_EQUAL;
            case ">>" -> Comparison.GREATER;
            case "%" -> Comparison.GLOB;
            default -> Comparison.REGEX;
        };
    }

    /** The token as messages show it. */
    String shown() {
        return switch (kind) {
            case WORD -> '"' + Fault.bounded(text).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            case OPERATOR, MARK -> text;
            case ERROR -> "error: " + text;
            case END -> "<EOL>";
        };
    }
}
