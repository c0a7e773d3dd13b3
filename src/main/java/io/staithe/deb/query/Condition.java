package io.staithe.deb.query;

import com.google.re2j.Pattern;
import io.staithe.deb.DebVersion;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A condition on a value.
 *
 * @param value what is compared with; empty for {@link Comparison#PRESENT}
 * @param pattern the compiled expression of {@link Comparison#GLOB} and {@link Comparison#REGEX}; null for the others
 * @param shell the pattern of {@link Comparison#GLOB}; null for the others
 */
public record Condition(
        Comparison comparison,
        String value,
        @Nullable Pattern pattern,
        @Nullable Glob shell) {
    /** There is a value. */
    public static final Condition PRESENT = new Condition(Comparison.PRESENT, "", null, null);

    /** A comparison in the order of versions. */
    public static Condition of(Comparison comparison, String value) {
        return switch (comparison) {
            case PRESENT -> PRESENT;
            case GLOB -> glob(value);
            case REGEX -> regex(value);
            case LESS, LESS_OR_EQUAL, EQUAL, GREATER_OR_EQUAL, GREATER -> new Condition(comparison, value, null, null);
        };
    }

    /** Equality in the order of versions: {@code 1.0} and {@code 1.00} are equal. */
    public static Condition equal(String value) {
        return of(Comparison.EQUAL, value);
    }

    private static Condition glob(String value) {
        Glob shell = Glob.parse(value);
        return new Condition(Comparison.GLOB, value, Pattern.compile(shell.expression()), shell);
    }

    private static Condition regex(String value) {
        return new Condition(Comparison.REGEX, value, Expressions.compile(value), null);
    }

    /** Whether a value fits; an absent field is the empty text. */
    public boolean test(String candidate) {
        return switch (comparison) {
            case PRESENT -> !candidate.isEmpty();
            case LESS -> DebVersion.compareTexts(candidate, value) < 0;
            case LESS_OR_EQUAL -> DebVersion.compareTexts(candidate, value) <= 0;
            case EQUAL -> candidate.equals(value) || DebVersion.compareTexts(candidate, value) == 0;
            case GREATER_OR_EQUAL -> DebVersion.compareTexts(candidate, value) >= 0;
            case GREATER -> DebVersion.compareTexts(candidate, value) > 0;
            case GLOB, REGEX ->
                Objects.requireNonNull(pattern).matcher(candidate).find();
        };
    }

    /** The shell pattern, where this is one. */
    public Optional<Glob> glob() {
        return Optional.ofNullable(shell);
    }
}
