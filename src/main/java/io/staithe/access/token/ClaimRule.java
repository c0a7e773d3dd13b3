package io.staithe.access.token;

import io.staithe.access.Grant;
import io.staithe.access.Names;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives grants to statements whose claims are like these. Patterns are as in grants; of a claim with several values one
 * has to fit. In the lines of grants, {@code {claim}} stands for a value, which must be a plain name: it can neither
 * become a pattern nor another word of the line.
 */
public final class ClaimRule {
    private static final Pattern CLAIM = Pattern.compile("\\{([^{}]+)}");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+.~:_/@-]{0,199}");
    private static final String ANY_NAME = "x";

    private final Map<String, String> wanted;
    private final List<String> grants;

    private ClaimRule(Map<String, String> wanted, List<String> grants) {
        this.wanted = wanted;
        this.grants = List.copyOf(grants);
    }

    /**
     * A rule from its lines; an {@code IllegalArgumentException}, or {@code BAD_GRANT}, says what is wrong.
     *
     * @param match {@code claim=pattern}, one at least, all of which must fit
     * @param grants lines of grants, one at least
     */
    public static ClaimRule parse(List<String> match, List<String> grants) {
        Map<String, String> wanted = new LinkedHashMap<>();
        for (String line : match) {
            int sign = line.indexOf('=');
            if (sign <= 0
                    || sign == line.length() - 1
                    || wanted.put(line.substring(0, sign), line.substring(sign + 1)) != null) {
                throw new IllegalArgumentException("'" + line + "' must be claim=pattern, one for each claim");
            }
        }
        if (wanted.isEmpty() || grants.isEmpty()) {
            throw new IllegalArgumentException("a rule needs claims to match and grants");
        }
        grants.forEach(line -> Grant.parse(CLAIM.matcher(line).replaceAll(ANY_NAME)));
        return new ClaimRule(wanted, grants);
    }

    /**
     * The grants of a statement: none where a claim is another one, is missing, or is no plain name where one is
     * needed.
     */
    public List<Grant> grants(Map<String, Object> claims) {
        boolean fits = wanted.entrySet().stream()
                .allMatch(entry -> values(claims, entry.getKey()).stream()
                        .anyMatch(value -> Names.matches(entry.getValue(), value)));
        if (!fits) {
            return List.of();
        }
        List<String> lines = grants.stream()
                .flatMap(line -> filled(line, claims, PLAIN).stream())
                .toList();
        return lines.size() == grants.size() ? lines.stream().map(Grant::parse).toList() : List.of();
    }

    /** A line with the values of claims, each of this form; empty where one is not, or is missing. */
    public static Optional<String> filled(String line, Map<String, Object> claims, Pattern form) {
        StringBuilder filled = new StringBuilder();
        Matcher claim = CLAIM.matcher(line);
        while (claim.find()) {
            List<String> values = values(claims, claim.group(1));
            if (values.size() != 1 || !form.matcher(values.get(0)).matches()) {
                return Optional.empty();
            }
            claim.appendReplacement(filled, Matcher.quoteReplacement(values.get(0)));
        }
        return Optional.of(claim.appendTail(filled).toString());
    }

    private static List<String> values(Map<String, Object> claims, String name) {
        Object value = claims.get(name);
        if (value instanceof Collection<?> several) {
            return several.stream().map(String::valueOf).toList();
        }
        return value == null ? List.of() : List.of(value.toString());
    }
}
