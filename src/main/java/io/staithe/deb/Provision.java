package io.staithe.deb;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name that a package provides (Debian Policy 7.5).
 *
 * @param version the version that it provides; empty where it does not say
 */
public record Provision(String name, Optional<String> version) {
    private static final Pattern FORM =
            Pattern.compile("([^\\s:(,]++)(?::[a-z0-9-]++)?+\\s*+(?:\\(\\s*+=\\s*+([^\\s)]++)\\s*+\\))?+");

    /** What a {@code Provides} field says; only exact versions count, and what is no provision does not. */
    public static List<Provision> parse(String field) {
        return field.isEmpty()
                ? List.of()
                : Arrays.stream(field.split(","))
                        .map(item -> FORM.matcher(item.strip()))
                        .filter(Matcher::matches)
                        .map(item -> new Provision(item.group(1), Optional.ofNullable(item.group(2))))
                        .toList();
    }
}
