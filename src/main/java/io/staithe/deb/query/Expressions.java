package io.staithe.deb.query;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;

/**
 * Compiles regular expressions (RE2 syntax) that came from outside. Matching takes time in proportion to expression
 * times value, so both the text and the program that it becomes are bounded; repetitions are counted before the
 * compiler, which would write them out, sees them.
 */
final class Expressions {
    private static final int MAX_CHARACTERS = 1000;
    private static final int MAX_REPEATED_CHARACTERS = 20_000;
    private static final int MAX_INSTRUCTIONS = 2000;
    private static final int HIGHEST_COUNT = 1000;
    private static final Pattern REPETITION = Pattern.compile("\\{([0-9]{1,9})(,([0-9]{0,9}))?\\}");

    private Expressions() {}

    /** An expression that is searched for, unanchored; {@link QueryFault#BAD_QUERY} where it is none, or too large. */
    static Pattern compile(String text) {
        if (text.length() > MAX_CHARACTERS || repeated(text) > MAX_REPEATED_CHARACTERS) {
            throw tooLarge(text);
        }
        Pattern pattern = parsed(text);
        if (pattern.programSize() > MAX_INSTRUCTIONS) {
            throw tooLarge(text);
        }
        return pattern;
    }

    private static Pattern parsed(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException broken) {
            throw refused(String.valueOf(broken.getMessage()));
        }
    }

    /** How many characters the expression has at most when its counted repetitions are written out. */
    private static long repeated(String text) {
        long repeated = Math.max(1, text.length());
        Matcher counts = REPETITION.matcher(text);
        while (counts.find() && repeated <= MAX_REPEATED_CHARACTERS) {
            String upper = counts.group(3);
            long count = Long.parseLong(upper == null || upper.isEmpty() ? counts.group(1) : upper);
            repeated *= Math.max(1, Math.min(count, HIGHEST_COUNT + 1L));
        }
        return repeated;
    }

    private static Refused tooLarge(String text) {
        return refused("expression too large: `" + Fault.bounded(text) + "`");
    }

    private static Refused refused(String reason) {
        return new Refused(QueryFault.BAD_QUERY, "parsing failed: regexp compile failed: " + Fault.bounded(reason));
    }
}
