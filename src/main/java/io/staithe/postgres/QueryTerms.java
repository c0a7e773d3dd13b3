package io.staithe.postgres;

import io.staithe.deb.DebVersion;
import io.staithe.deb.PackageKind;
import io.staithe.deb.StanzaText;
import io.staithe.deb.query.Comparison;
import io.staithe.deb.query.Condition;
import io.staithe.deb.query.Glob;
import io.staithe.deb.query.PackageQuery;
import io.staithe.deb.query.PackageQuery.And;
import io.staithe.deb.query.PackageQuery.Dependency;
import io.staithe.deb.query.PackageQuery.Exact;
import io.staithe.deb.query.PackageQuery.Field;
import io.staithe.deb.query.PackageQuery.Not;
import io.staithe.deb.query.PackageQuery.Or;
import io.staithe.deb.query.Subject;
import io.staithe.postgres.QueryFilter.Bounds;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Translates the terms of a package query, and collects what is bound. Names are in the collation {@code C}, so that a
 * literal beginning becomes a range of the index; versions are compared by their order keys. Not safe for threads.
 */
final class QueryTerms implements PackageQuery.Cases<Bounds> {
    private static final String NAME = "m.name";
    private static final String ARCHITECTURE = "m.architecture";
    private static final Bounds IS_SOURCE = Bounds.exact("m.architecture = 'source'");
    private static final String PROVIDES =
            "m.package_id = ANY (ARRAY(SELECT v.id FROM package v WHERE v.provided @> CAST(ARRAY[%s] AS text[])))";

    /** By package_provides_itself. */
    private static final String PROVIDES_ITSELF =
            "m.package_id IN (SELECT v.id FROM package v WHERE v.provided @> ARRAY[v.name])";

    /** What can stand in an expression as it is, and has no number in it. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/]+");

    private final Map<String, Object> values = new HashMap<>();
    private boolean readsStanza;

    Map<String, Object> values() {
        return values;
    }

    boolean readsStanza() {
        return readsStanza;
    }

    @Override
    public Bounds and(And and) {
        return Bounds.and(and.parts().stream().map(part -> part.fold(this)).toList());
    }

    @Override
    public Bounds or(Or or) {
        return Bounds.or(or.parts().stream().map(part -> part.fold(this)).toList());
    }

    @Override
    public Bounds not(Not not) {
        return not.part().fold(this).negated();
    }

    @Override
    public Bounds exact(Exact exact) {
        return Bounds.exact("(m.name = " + bound(exact.name()) + " AND m.architecture = " + bound(exact.architecture())
                + " AND m.version = " + bound(exact.version()) + ")");
    }

    @Override
    public Bounds dependency(Dependency dependency) {
        String name = bound(dependency.name());
        Bounds itself = Bounds.and(List.of(Bounds.exact(NAME + " = " + name), version(dependency.version())));
        readsStanza = true;
        Bounds any = Bounds.or(List.of(itself, new Bounds(String.format(PROVIDES, name), QueryFilter.FALSE)));
        return dependency.architecture().isEmpty() ? any : Bounds.and(List.of(any, isFor(dependency.architecture())));
    }

    @Override
    public Bounds field(Field field) {
        Condition condition = field.condition();
        return switch (field.field()) {
            case "Name", "Package" -> name(NAME, condition);
            case "Version" -> version(condition);
            case Field.VERSION -> ownVersion(condition);
            case "Architecture" -> bySource(name(ARCHITECTURE, condition), stanza("Architecture", condition));
            case Field.ARCHITECTURE ->
                condition.comparison() == Comparison.EQUAL ? isFor(condition.value()) : name(ARCHITECTURE, condition);
            case "$PackageType" -> kind(condition);
            case "$Source" -> bySource(judged(name("p.source_name", condition)), nothing(condition));
            case "$SourceVersion" -> bySource(judged(text("p.source_version", condition)), nothing(condition));
            case "Source" -> bySource(stanza("Source", condition), nothing(condition));
            default -> stanza(field.field(), condition);
        };
    }

    /** What a package of this version is, or one that provides its own name. */
    private Bounds ownVersion(Condition condition) {
        Bounds own = version(condition);
        readsStanza = true;
        return Bounds.or(List.of(own, new Bounds(PROVIDES_ITSELF, QueryFilter.FALSE)));
    }

    private Bounds isFor(String architecture) {
        String same = ARCHITECTURE + " = " + bound(architecture);
        return Bounds.exact(architecture.equals("source") ? same : "(" + same + " OR " + ARCHITECTURE + " = 'all')");
    }

    private static Bounds bySource(Bounds binary, Bounds source) {
        return Bounds.or(
                List.of(Bounds.and(List.of(IS_SOURCE.negated(), binary)), Bounds.and(List.of(IS_SOURCE, source))));
    }

    private static Bounds nothing(Condition condition) {
        return Bounds.constant(condition.test(""));
    }

    private static Bounds kind(Condition condition) {
        List<String> kinds = Arrays.stream(PackageKind.values())
                .filter(kind -> condition.test(Subject.type(kind)))
                .map(PgShelves::kind)
                .toList();
        return kinds.isEmpty()
                ? Bounds.constant(false)
                : Bounds.exact(kinds.stream().collect(Collectors.joining("', '", "p.kind IN ('", "')")));
    }

    private Bounds version(Condition condition) {
        Optional<String> key = DebVersion.orderKeyOf(condition.value())
                .map(HexFormat.of()::formatHex)
                .map(hex -> "decode(" + bound(hex) + ", 'hex')");
        return switch (condition.comparison()) {
            case LESS -> ordered("<", key);
            case LESS_OR_EQUAL -> ordered("<=", key);
            case EQUAL -> ordered("=", key);
            case GREATER_OR_EQUAL -> ordered(">=", key);
            case GREATER -> ordered(">", key);
            case PRESENT, GLOB, REGEX -> text("m.version", condition);
        };
    }

    private static Bounds ordered(String operator, Optional<String> key) {
        return key.map(value -> Bounds.exact("m.version_key " + operator + " " + value))
                .orElse(Bounds.UNKNOWN);
    }

    /** A condition on a column that has text in every row, whose values have neither {@code /} nor {@code :}. */
    private Bounds name(String column, Condition condition) {
        return switch (condition.comparison()) {
            case EQUAL ->
                new Bounds(
                        begins(column, stem(condition.value())).orElse(QueryFilter.TRUE),
                        column + " = " + bound(condition.value()));
            case GLOB -> {
                Glob glob = condition.glob().orElseThrow();
                Optional<String> range = begins(column, glob.prefix());
                boolean isWhole = glob.isPrefix() && range.isPresent() && isAscii(glob.prefix());
                yield isWhole
                        ? Bounds.exact(range.get())
                        : Bounds.and(
                                Stream.concat(range.map(Bounds::exact).stream(), Stream.of(text(column, condition)))
                                        .toList());
            }
            case PRESENT, LESS, LESS_OR_EQUAL, GREATER_OR_EQUAL, GREATER, REGEX -> text(column, condition);
        };
    }

    /** A condition on a column that has text in every row. */
    private Bounds text(String column, Condition condition) {
        return switch (condition.comparison()) {
            case PRESENT -> Bounds.exact(column + " <> ''");
            case EQUAL -> new Bounds(QueryFilter.TRUE, column + " = " + bound(condition.value()));
            case GLOB ->
                Bounds.exact(
                        column + " ~ " + bound(condition.glob().orElseThrow().expression()));
            case LESS, LESS_OR_EQUAL, GREATER_OR_EQUAL, GREATER, REGEX -> Bounds.UNKNOWN;
        };
    }

    /** The text that equal versions begin with: up to the first digit, or what separates a revision. */
    private static String stem(String value) {
        String upstream = value.substring(value.indexOf(':') + 1);
        int end = 0;
        while (end < upstream.length() && upstream.charAt(end) != '-' && !isDigit(upstream.charAt(end))) {
            end++;
        }
        return upstream.substring(0, end);
    }

    /** The values of a column that begin with a text, as a range of byte order where the column is in it. */
    private Optional<String> begins(String column, String prefix) {
        String ascii = prefix.substring(0, asciiLength(prefix));
        if (ascii.isEmpty()) {
            return Optional.empty();
        }
        if (!column.equals(NAME) && !column.equals(ARCHITECTURE)) {
            return Optional.of("starts_with(" + column + ", " + bound(ascii) + ")");
        }
        int last = ascii.length() - 1;
        String after = ascii.substring(0, last) + (char) (ascii.charAt(last) + 1);
        return Optional.of("(" + column + " >= " + bound(ascii) + " AND " + column + " < " + bound(after) + ")");
    }

    /** A condition on a field of the stanza: narrowed by a stretch of text that every fitting stanza contains. */
    private Bounds stanza(String field, Condition condition) {
        if (!StanzaText.canonical(field).equals(field)) {
            return nothing(condition);
        }
        readsStanza = true;
        if (condition.comparison() == Comparison.PRESENT) {
            return new Bounds(QueryFilter.TRUE, "strpos(chr(10) || p.stanza, " + bound("\n" + field + ": ") + ") > 0");
        }
        if (condition.test("")) {
            return Bounds.UNKNOWN;
        }
        String upper = literal(condition)
                .map(stretch -> "strpos(p.stanza, " + bound(stretch) + ") > 0")
                .orElse(QueryFilter.TRUE);
        boolean isPlain = condition.comparison() == Comparison.EQUAL
                && PLAIN.matcher(condition.value()).matches()
                && PLAIN.matcher(field.replace('-', '/')).matches();
        return isPlain ? equal(field, condition.value(), upper) : new Bounds(upper, QueryFilter.FALSE);
    }

    /**
     * Text is equal to itself with zeros and separators around it; certain is only the field in its usual form, on one
     * line. An expression costs ten times as much as looking for text, so it decides only what is left.
     */
    private Bounds equal(String field, String text, String contained) {
        String head = field + ":";
        String other = "p.stanza ~ " + bound("(?i)(^|\n)" + head + "[^a-z1-9]*" + text + "[^a-z1-9]*($|\n)");
        if (!StanzaText.value(head + " " + text, field).equals(text)) {
            return new Bounds("(" + contained + " AND " + other + ")", QueryFilter.FALSE);
        }
        String line = bound("\n" + head + " " + text + "\n");
        String usual = Stream.of("%s) > 0", "%s || ' ') = 0", "%s || chr(9)) = 0")
                .map(rest -> "strpos(chr(10) || p.stanza || chr(10), " + String.format(rest, line))
                .collect(Collectors.joining(" AND ", "(", ")"));
        return new Bounds("(" + contained + " AND CASE WHEN " + usual + " THEN TRUE ELSE " + other + " END)", usual);
    }

    private static Optional<String> literal(Condition condition) {
        Stream<String> literals = condition.comparison() == Comparison.EQUAL
                ? Arrays.stream(condition.value().split("[-:0-9\\s,]+"))
                : condition.glob().stream()
                        .flatMap(glob -> glob.literals().stream())
                        .flatMap(QueryTerms::unfolded);
        return literals.filter(stretch -> !stretch.isEmpty()).max(Comparator.comparingInt(String::length));
    }

    private static Stream<String> unfolded(String literal) {
        return Arrays.stream(literal.split("[\\s,]+"));
    }

    private Bounds judged(Bounds bounds) {
        readsStanza = true;
        return bounds;
    }

    private String bound(Object value) {
        String name = "q" + values.size();
        values.put(name, value);
        return ":" + name;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isAscii(String text) {
        return asciiLength(text) == text.length();
    }

    private static int asciiLength(String text) {
        int length = 0;
        while (length < text.length() && text.charAt(length) < 0x7f) {
            length++;
        }
        return length;
    }
}
