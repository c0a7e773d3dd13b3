package io.staithe.deb.query;

import io.staithe.deb.query.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a query into tokens. Operators are such only where a token begins: {@code 0.6~rc1} is one word. An opening
 * bracket does not end a word; the blank before it does.
 */
final class Lexer {
    private static final String MARKS = "()|,!{}";
    private static final String WORD_ENDS = ")|,!{}";
    private static final String OPERATORS = "<=>%~";
    private static final List<String> DOUBLE_OPERATORS = List.of("<<", "<=", ">=", ">>");

    private final String text;
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /** The tokens; the last one is {@link Kind#END} or {@link Kind#ERROR}. */
    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        List<Token> tokens = new ArrayList<>();
        do {
            tokens.add(lexer.next());
        } while (tokens.get(tokens.size() - 1).kind().compareTo(Kind.ERROR) < 0);
        return tokens;
    }

    private Token next() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        int start = at;
        if (start >= text.length()) {
            return new Token(Kind.END, "", start);
        }
        char c = text.charAt(start);
        if (MARKS.indexOf(c) >= 0) {
            at++;
            return new Token(Kind.MARK, String.valueOf(c), start);
        }
        if (OPERATORS.indexOf(c) >= 0) {
            at += DOUBLE_OPERATORS.stream().anyMatch(two -> text.startsWith(two, start)) ? 2 : 1;
            return new Token(Kind.OPERATOR, text.substring(start, at), start);
        }
        return c == '\'' || c == '"' ? quoted(c) : word();
    }

    private Token word() {
        int start = at;
        while (at < text.length() && !endsWord(text.charAt(at))) {
            at++;
        }
        return new Token(Kind.WORD, text.substring(start, at), start);
    }

    private static boolean endsWord(char c) {
        return Character.isWhitespace(c) || WORD_ENDS.indexOf(c) >= 0;
    }

    private Token quoted(char quote) {
        int start = at++;
        StringBuilder word = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            word.append(text.charAt(at++));
        }
        if (at >= text.length()) {
            return new Token(Kind.ERROR, "unexpected eof in quoted string", start);
        }
        at++;
        return new Token(Kind.WORD, word.toString(), start);
    }
}
