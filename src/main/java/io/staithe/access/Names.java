package io.staithe.access;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Names that a grant speaks of: patterns with a comma between, in which {@code *} stands for any characters and
 * {@code ?} for one; upper and lower case differ.
 */
public record Names(List<String> patterns) {
    /** Stands for every name. */
    static final String EVERY = "*";

    static final Names ALL = new Names(List.of(EVERY));

    private static final Pattern PATTERN = Pattern.compile("[\\x21-\\x7e&&[^,=]]{1,200}");

    /** Copies the patterns. */
    public Names {
        patterns = List.copyOf(patterns);
    }

    /** Whether a text is a list of patterns. */
    static boolean isValid(String text) {
        return List.of(text.split(",", -1)).stream()
                .allMatch(pattern -> PATTERN.matcher(pattern).matches());
    }

    static Names parse(String text) {
        return new Names(List.of(text.split(",")));
    }

    boolean isAll() {
        return patterns.contains(EVERY);
    }

    /** The name that stands for all others is only among those of everything. */
    boolean contains(String name) {
        if (name.equals(EVERY)) {
            return isAll();
        }
        return patterns.stream().anyMatch(pattern -> matches(pattern, name));
    }

    /**
     * Whether a name is like one pattern. Goes back to the last star only: the product of the lengths bounds the time.
     */
    public static boolean matches(String pattern, String name) {
        int at = 0;
        int star = -1;
        int resume = 0;
        int i = 0;
        while (i < name.length()) {
            boolean isEnd = at == pattern.length();
            char wanted = isEnd ? 0 : pattern.charAt(at);
            if (wanted == '*') {
                star = at++;
                resume = i;
            } else if (!isEnd && (wanted == '?' || wanted == name.charAt(i))) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++resume;
            } else {
                return false;
            }
        }
        return pattern.substring(at).chars().allMatch(left -> left == '*');
    }

    @Override
    public String toString() {
        return String.join(",", patterns);
    }
}
