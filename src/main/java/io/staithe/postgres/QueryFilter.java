package io.staithe.postgres;

import io.staithe.deb.query.PackageQuery;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A package query as conditions on a package {@code p} and its place {@code m}: one that every fitting row meets, and
 * one that tells which of these fit for certain. The others are judged outside the database.
 *
 * <p>Conditions are put together from constant fragments; values are only bound.
 *
 * @param upper every row that fits meets it
 * @param certain every row that meets both fits
 * @param values what is bound, by name
 * @param readsStanza whether judging needs the stanza
 */
record QueryFilter(String upper, String certain, Map<String, Object> values, boolean readsStanza) {
    static final String TRUE = "TRUE";
    static final String FALSE = "FALSE";

    private static final String NAMED = """
            (m.name = ANY (CAST(:names AS text[]))
                OR m.package_id = ANY (ARRAY(SELECT v.id FROM package v WHERE v.provided && CAST(:names AS text[]))))""";

    /** The filter of a query. */
    static QueryFilter of(PackageQuery query) {
        QueryTerms terms = new QueryTerms();
        Bounds bounds = query.fold(terms);
        return new QueryFilter(bounds.upper, bounds.certain, used(terms.values(), bounds), terms.readsStanza());
    }

    /** A condition that decides drops others, and what they were to be compared with must not be bound. */
    private static Map<String, Object> used(Map<String, Object> values, Bounds bounds) {
        Set<String> names = Pattern.compile(":(\\w+)")
                .matcher(bounds.upper + " " + bounds.certain)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        return values.entrySet().stream()
                .filter(value -> names.contains(value.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** What has one of these names or provides one; every row comes with its stanza. */
    static QueryFilter named(String[] names) {
        Map<String, Object> values = new HashMap<>();
        values.put("names", names);
        return new QueryFilter(NAMED, FALSE, values, true);
    }

    /** What tells a row's doubt: null where the row fits for certain, else what judging needs. */
    String doubt() {
        return isExact() ? "NULL AS doubt" : "p.kind, " + inDoubt(readsStanza ? "p.stanza" : "CAST('' AS text)");
    }

    /** What tells only whether a row is in doubt: null where it fits for certain. */
    String isDoubtful() {
        return isExact() ? "NULL AS doubt" : inDoubt("TRUE");
    }

    private String inDoubt(String doubtful) {
        return (certain.equals(FALSE) ? doubtful : "CASE WHEN " + certain + " THEN NULL ELSE " + doubtful + " END")
                + " AS doubt";
    }

    /** Whether every row that meets the condition fits. */
    boolean isExact() {
        return certain.equals(TRUE);
    }

    /** Whether no row fits for certain. */
    boolean isAllDoubt() {
        return certain.equals(FALSE) && !upper.equals(FALSE);
    }

    /**
     * Two conditions that a query lies between.
     *
     * @param upper every row that fits meets it
     * @param lower every row that meets it fits
     * @param certain which of the rows that meet the upper one meet the lower one: less to ask than all of it again
     */
    record Bounds(String upper, String lower, String certain) {
        static final Bounds UNKNOWN = new Bounds(TRUE, FALSE);

        Bounds(String upper, String lower) {
            this(upper, lower, upper.equals(lower) ? TRUE : lower);
        }

        static Bounds exact(String condition) {
            return new Bounds(condition, condition);
        }

        static Bounds constant(boolean value) {
            return exact(value ? TRUE : FALSE);
        }

        Bounds negated() {
            return new Bounds(not(lower), not(upper));
        }

        static Bounds and(List<Bounds> parts) {
            return new Bounds(
                    joined(parts.stream().map(Bounds::upper).toList(), " AND ", TRUE, FALSE),
                    joined(parts.stream().map(Bounds::lower).toList(), " AND ", TRUE, FALSE),
                    joined(parts.stream().map(Bounds::certain).toList(), " AND ", TRUE, FALSE));
        }

        static Bounds or(List<Bounds> parts) {
            return new Bounds(
                    joined(parts.stream().map(Bounds::upper).toList(), " OR ", FALSE, TRUE),
                    joined(parts.stream().map(Bounds::lower).toList(), " OR ", FALSE, TRUE));
        }

        private static String not(String condition) {
            return switch (condition) {
                case TRUE -> FALSE;
                case FALSE -> TRUE;
                default -> "NOT " + condition;
            };
        }

        private static String joined(List<String> parts, String operator, String neutral, String decisive) {
            if (parts.contains(decisive)) {
                return decisive;
            }
            List<String> rest = parts.stream()
                    .filter(part -> !part.equals(neutral))
                    .distinct()
                    .toList();
            return switch (rest.size()) {
                case 0 -> neutral;
                case 1 -> rest.get(0);
                default -> rest.stream().collect(Collectors.joining(operator, "(", ")"));
            };
        }
    }
}
