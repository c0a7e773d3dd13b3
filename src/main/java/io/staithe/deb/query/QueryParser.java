package io.staithe.deb.query;

import io.staithe.deb.query.PackageQuery.And;
import io.staithe.deb.query.PackageQuery.Dependency;
import io.staithe.deb.query.PackageQuery.Exact;
import io.staithe.deb.query.PackageQuery.Field;
import io.staithe.deb.query.PackageQuery.Not;
import io.staithe.deb.query.PackageQuery.Or;
import io.staithe.deb.query.Token.Kind;
import io.staithe.fault.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads queries by recursive descent:
 *
 * <pre>
 * Query := And { '|' And }
 * And   := Not { ',' Not }
 * Not   := '!' Not | Atom
 * Atom  := '(' Query ')' | Term
 * Term  := word [ '(' [operator] value ')' ] [ '{' architecture '}' ]
 * </pre>
 *
 * Length, number of terms and depth of brackets are bounded. Not safe for threads.
 */
final class QueryParser {
    private static final int MAX_CHARACTERS = 16_384;
    private static final int MAX_TERMS = 1000;
    private static final int MAX_DEPTH = 64;

    private final List<Token> tokens;
    private int at;
    private int terms;
    private int depth;

    private QueryParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    static PackageQuery parse(String text) {
        if (text.length() > MAX_CHARACTERS) {
            throw refused("query of " + text.length() + " characters: must have at most " + MAX_CHARACTERS);
        }
        if (text.indexOf('\0') >= 0) {
            throw refused("query has a NUL at character " + (text.indexOf('\0') + 1));
        }
        QueryParser parser = new QueryParser(Lexer.tokens(text));
        PackageQuery query = parser.query();
        if (parser.peek().kind() != Kind.END) {
            throw parser.unexpected("end of query");
        }
        return query;
    }

    private PackageQuery query() {
        return list("|", this::and, Or::new);
    }

    private PackageQuery and() {
        return list(",", this::not, And::new);
    }

    private PackageQuery list(
            String separator, Supplier<PackageQuery> part, Function<List<PackageQuery>, PackageQuery> whole) {
        List<PackageQuery> parts = new ArrayList<>();
        parts.add(part.get());
        while (accept(separator)) {
            parts.add(part.get());
        }
        return parts.size() == 1 ? parts.get(0) : whole.apply(parts);
    }

    private PackageQuery not() {
        boolean negated = false;
        while (accept("!")) {
            negated = !negated;
        }
        PackageQuery atom = atom();
        return negated ? new Not(atom) : atom;
    }

    private PackageQuery atom() {
        if (!accept("(")) {
            return term();
        }
        if (++depth > MAX_DEPTH) {
            throw refused("brackets at character " + peek().position() + " are nested deeper than " + MAX_DEPTH);
        }
        PackageQuery inner = query();
        expect(")");
        depth--;
        return inner;
    }

    private PackageQuery term() {
        String word = word("field or package name");
        if (++terms > MAX_TERMS) {
            throw refused("query has more than " + MAX_TERMS + " terms at character " + peek().position());
        }
        Condition condition = accept("(") ? condition() : Condition.PRESENT;
        if (isField(word)) {
            return new Field(word, condition);
        }
        boolean isBare = condition == Condition.PRESENT && !peek().is("{");
        int first = word.indexOf('_');
        int last = word.lastIndexOf('_');
        if (isBare && first < last) {
            return new Exact(word.substring(0, first), word.substring(first + 1, last), word.substring(last + 1));
        }
        return new Dependency(word, condition, accept("{") ? architecture() : "");
    }

    private Condition condition() {
        Comparison comparison = peek().comparison();
        if (comparison != null) {
            at++;
        }
        String value = word("value");
        expect(")");
        return Condition.of(comparison == null ? Comparison.EQUAL : comparison, value);
    }

    private String architecture() {
        String architecture = word("architecture");
        expect("}");
        return architecture;
    }

    private static boolean isField(String word) {
        return word.startsWith("$")
                || (!word.isEmpty() && Character.isUpperCase(word.charAt(0)) && word.indexOf('_') < 0);
    }

    private String word(String what) {
        Token token = peek();
        if (token.kind() != Kind.WORD) {
            throw unexpected(what);
        }
        at++;
        return token.text();
    }

    private boolean accept(String mark) {
        if (!peek().is(mark)) {
            return false;
        }
        at++;
        return true;
    }

    private void expect(String mark) {
        if (!accept(mark)) {
            throw unexpected("'" + mark + "'");
        }
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Refused unexpected(String expected) {
        return refused("unexpected token " + peek().shown() + ": expecting " + expected);
    }

    private static Refused refused(String reason) {
        return new Refused(QueryFault.BAD_QUERY, "parsing failed: " + reason);
    }
}
