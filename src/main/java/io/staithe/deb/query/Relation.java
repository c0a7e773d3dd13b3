package io.staithe.deb.query;

import io.staithe.deb.PackageKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One alternative of a relation (Debian Policy 7.1).
 *
 * @param qualifier the architecture after the colon, {@code any} or {@code native}; empty where there is none
 * @param version the versions that will do
 */
public record Relation(String name, String qualifier, Condition version) {
    private static final Pattern FORM = Pattern.compile("([^\\s:\\[(<]++)(?::([a-z0-9-]++))?+\\s*+"
            + "(?:\\(\\s*+(<<|<=|=|>=|>>|<|>)\\s*+([^\\s)]++)\\s*+\\))?+.*+");
    private static final int QUALIFIER = 2;
    private static final int OPERATOR = 3;
    private static final int VERSION = 4;
    private static final String SOURCE = "source";

    /** The relations of a field, each a list of alternatives; what cannot be read is left out. */
    public static List<List<Relation>> parse(String field) {
        if (field.isEmpty()) {
            return List.of();
        }
        return Arrays.stream(field.split(","))
                .map(Relation::alternatives)
                .filter(group -> !group.isEmpty())
                .toList();
    }

    /** The source package of a name and version. */
    public static Relation source(String name, String version) {
        return new Relation(name, SOURCE, Condition.equal(version));
    }

    private static List<Relation> alternatives(String group) {
        List<Relation> alternatives = new ArrayList<>();
        for (String item : group.split("\\|")) {
            Matcher form = FORM.matcher(item.strip());
            if (form.matches()) {
                String qualifier = form.group(QUALIFIER) == null ? "" : form.group(QUALIFIER);
                alternatives.add(new Relation(form.group(1), qualifier, condition(form)));
            }
        }
        return alternatives;
    }

    private static Condition condition(Matcher form) {
        String operator = form.group(OPERATOR);
        if (operator == null) {
            return Condition.PRESENT;
        }
        Comparison comparison = new Token(Token.Kind.OPERATOR, operator, 0).comparison();
        return Condition.of(comparison == null ? Comparison.EQUAL : comparison, form.group(VERSION));
    }

    /** Whether a package will do for one that is installed on an architecture. */
    public boolean isSatisfiedBy(Subject subject, String architecture) {
        return fits(subject, architecture) && subject.satisfies(name, version);
    }

    private boolean fits(Subject subject, String architecture) {
        return switch (qualifier) {
            case "", "native" -> subject.isFor(architecture);
            case "any" -> subject.kind() != PackageKind.SOURCE;
            default -> subject.isFor(qualifier);
        };
    }

    @Override
    public String toString() {
        String qualified = qualifier.isEmpty() ? name : name + ":" + qualifier;
        return version.comparison() == Comparison.PRESENT
                ? qualified
                : qualified + " (" + operator() + " " + version.value() + ")";
    }

    private String operator() {
        return switch (version.comparison()) {
            case LESS -> "<<";
            case LESS_OR_EQUAL -> "<=";
            case GREATER_OR_EQUAL -> ">=";
            case GREATER -> ">>";
            case EQUAL -> "=";
            case PRESENT, GLOB, REGEX -> version.comparison().name().toLowerCase(Locale.ROOT);
        };
    }
}
